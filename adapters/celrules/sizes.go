package celrules

import (
	"strings"

	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// sizes bounds the inputs for the estimate of cost: what the domain refuses to be
// larger is not larger.
type sizes struct {
	// limits of each path into the variables, in bytes or entries.
	limits map[string]uint64
}

var _ cost.Estimator = sizes{}

func (s *schema) sizes() sizes {
	limits := map[string]uint64{"recent": signal.RecentLimit, "behaviour": maxBehaviour, "outcomes": maxOutcomes}
	s.signal.sizesUnder("signal", limits)
	s.actor.sizesUnder("actor", limits)
	s.context.sizesUnder("context", limits)
	s.recent.sizesUnder("recent.@items", limits)
	s.behaviour.sizesUnder("behaviour.@items", limits)
	return sizes{limits}
}

// EstimateSize bounds a value that comes from the inputs. One without a path was
// picked from a list or map that an expression made of inputs, so no input's bound
// is below it.
func (s sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	most, known := s.limits[strings.Join(node.Path(), ".")]
	if !known {
		most, known = largest(node.Type().Kind())
	}
	if !known {
		return nil
	}
	return &cost.SizeEstimate{Min: 0, Max: most}
}

func largest(kind types.Kind) (uint64, bool) {
	switch kind {
	case types.StringKind, types.DynKind, types.BytesKind:
		return max(signal.MaxAttributeValue, signal.MaxFilePath), true
	case types.ListKind:
		return max(signal.RecentLimit, maxBehaviour, maxRoles), true
	case types.MapKind:
		return signal.MaxAttributes, true
	case types.StructKind:
		return 1, true // objects compare by identity
	default:
		return 0, false
	}
}

// EstimateCallCost knows our own functions; the standard ones are the evaluator's to know.
func (s sizes) EstimateCallCost(_, overload string, target *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	if overload != lowerASCIIID && overload != substringID {
		return nil
	}
	size := cost.EstimateSize(s, *target)
	return cost.NewCallEstimate(size.MultiplyByCostFactor(2*cost.StringTraversalCostFactor).Add(cost.CallCostEstimate), &size)
}
