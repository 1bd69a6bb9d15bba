package celrules

import (
	"cel.dev/cel-go/cel"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Bounds of inputs that the domain leaves to those who send them; a cost is
// estimated as if there were never more.
const (
	maxRoles     = 64
	maxBehaviour = 50
	maxOutcomes  = 16
)

// schema describes what expressions may read (product.md, Conditions and templates).
type schema struct {
	signal    *record[signal.Signal]
	actor     *record[actor.Actor]
	context   *record[playbook.Context]
	recent    *record[signal.Recent]
	behaviour *record[playbook.Behaviour]
}

func newSchema() *schema {
	return &schema{
		signal: signalRecord(), actor: actorRecord(), context: contextRecord(),
		recent: recentRecord(), behaviour: behaviourRecord(),
	}
}

func (s *schema) variables() []cel.EnvOption {
	return []cel.EnvOption{
		cel.Variable("signal", s.signal.kind),
		cel.Variable("actor", s.actor.kind),
		cel.Variable("context", s.context.kind),
		cel.Variable("recent", cel.ListType(s.recent.kind)),
		cel.Variable("behaviour", cel.ListType(s.behaviour.kind)),
		cel.Variable("outcomes", cel.MapType(cel.StringType, cel.IntType)),
		cel.Variable("now", cel.TimestampType),
	}
}

func (s *schema) records() map[string]described {
	return map[string]described{
		s.signal.kind.TypeName(): s.signal, s.actor.kind.TypeName(): s.actor, s.context.kind.TypeName(): s.context,
		s.recent.kind.TypeName(): s.recent, s.behaviour.kind.TypeName(): s.behaviour,
	}
}
