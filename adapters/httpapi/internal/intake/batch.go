package intake

import (
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Signal reads what can be understood of one signal of POST /signals. An actor
// without a type is human.
func Signal(tree any) signal.Signal {
	f := fieldsOf(tree)
	s := signalOf(f)
	s.TenantID, s.ActorID = tenant.ID(f.text("tenant_id")), f.text("actor_id")
	s.ActorType, s.Place = actor.Type(f.text("actor_type")), placeOf(f.object("context"))
	if s.ActorType == "" && s.ActorID != "" {
		s.ActorType = actor.Human
	}
	return s
}

// Batch answers the entries of a batch, and whether the body is one: an object with
// the field signals. Anything else stands for one signal.
func Batch(tree any) ([]any, bool) {
	object, ok := tree.(map[string]any)
	if !ok {
		return nil, false
	}
	entries, isBatch := object["signals"]
	list, _ := entries.([]any)
	return list, isBatch
}
