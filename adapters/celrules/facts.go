package celrules

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// facts are the variables of one decision. Lists are converted when first read:
// most decisions read none of them.
type facts struct {
	schema                       *schema
	given                        *playbook.Facts
	signal                       object[signal.Signal]
	actor                        object[actor.Actor]
	context                      object[playbook.Context]
	recent, behaviour, out, time ref.Val
	// kept is the room for the fields of the three objects.
	kept [32]any
}

var _ cel.Activation = (*facts)(nil)

func newFacts(schema *schema, given *playbook.Facts) *facts {
	f := &facts{schema: schema, given: given}
	signalEnd := len(schema.signal.fields)
	actorEnd := signalEnd + len(schema.actor.fields)
	f.signal = object[signal.Signal]{record: schema.signal, of: given.Signal, kept: f.kept[:signalEnd]}
	f.actor = object[actor.Actor]{record: schema.actor, of: &given.Actor, kept: f.kept[signalEnd:actorEnd]}
	f.context = object[playbook.Context]{record: schema.context, of: &given.Context, kept: f.kept[actorEnd:]}
	return f
}

// ResolveName answers a variable.
func (f *facts) ResolveName(name string) (any, bool) {
	switch name {
	case "signal":
		return &f.signal, true
	case "actor":
		return &f.actor, true
	case "context":
		return &f.context, true
	case "recent":
		return once(&f.recent, func() ref.Val { return list(f.schema.recent, f.given.Recent) }), true
	case "behaviour":
		return once(&f.behaviour, func() ref.Val { return list(f.schema.behaviour, f.given.Behaviour) }), true
	case "outcomes":
		return once(&f.out, f.outcomes), true
	case "now":
		return once(&f.time, func() ref.Val { return types.Timestamp{Time: f.given.Now} }), true
	}
	return nil, false
}

// Parent answers none.
func (f *facts) Parent() cel.Activation { return nil }

func (f *facts) outcomes() ref.Val { return types.DefaultTypeAdapter.NativeToValue(f.given.Outcomes) }

func once(kept *ref.Val, read func() ref.Val) ref.Val {
	if *kept == nil {
		*kept = read()
	}
	return *kept
}

// list answers the values as a list of objects, in three allocations whatever its length.
func list[T any](kind *record[T], values []T) ref.Val {
	width := len(kind.fields)
	objects := make([]object[T], len(values))
	elements := make([]ref.Val, len(values))
	kept := make([]any, len(values)*width)
	for i := range values {
		objects[i] = object[T]{record: kind, of: &values[i], kept: kept[i*width : (i+1)*width]}
		if elements[i] = &objects[i]; i > 0 {
			objects[i].before = &objects[i-1]
		}
	}
	return types.NewRefValList(types.DefaultTypeAdapter, elements)
}
