package observed

import (
	"reflect"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// whose answers for whom a use case runs: its Caller, or, where nobody presented a
// token (a webhook), the tenant it names. It reads the two fields by name, so that
// a new use case is logged without a change here; a test holds all of them to it.
func whose(use application.Use) (tenant.ID, string) {
	value := reflect.Indirect(reflect.ValueOf(use))
	if caller, ok := field[actor.Caller](value, "Caller"); ok {
		return caller.TenantID, caller.Actor.ID
	}
	owner, _ := field[tenant.ID](value, "TenantID")
	return owner, ""
}

// aboutWhich answers the decision that a use case is about, as it names it or the
// decision's action; zero for none. It reads the fields by name, as whose does.
func aboutWhich(use application.Use) id.UUID {
	value := reflect.Indirect(reflect.ValueOf(use))
	if named, ok := field[id.UUID](value, "DecisionID"); ok {
		return named
	}
	actionID, _ := field[id.UUID](value, "ActionID")
	return decision.OfAction(actionID)
}

func field[T any](of reflect.Value, name string) (T, bool) {
	var none T
	if of.Kind() != reflect.Struct {
		return none, false
	}
	found := of.FieldByName(name)
	if !found.IsValid() || !found.CanInterface() {
		return none, false
	}
	return reflect.TypeAssert[T](found)
}
