package celrules

import (
	"cel.dev/cel-go/cel"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// What an expression may be. A unit of cost took 4 to 10 ns where it was measured
// (BenchmarkCondition), so that the dearest playbook costs about two milliseconds
// of a decision's budget, the shortest of which is 120 ms.
const (
	// maxExpressionCost admits a loop within a loop over the recent signals; the
	// example of product.md costs a fortieth of it. Three loops within each other
	// never fit.
	maxExpressionCost = 100_000
	// maxPlaybookCost is for all expressions of a playbook together.
	maxPlaybookCost = 2 * maxExpressionCost
	// maxExpression is the length of an expression, in bytes.
	maxExpression = playbook.MaxText
	// maxDepth and maxNodes bound what parsing and checking cost.
	maxDepth = 64
	maxNodes = 2_000
)

func limits() []cel.EnvOption {
	return []cel.EnvOption{
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.ParserRecursionLimit(maxDepth),
		cel.ExpressionNestingDepthLimit(maxDepth),
		cel.ExpressionNodeLimit(maxNodes),
		cel.ParserErrorRecoveryLimit(4),
	}
}
