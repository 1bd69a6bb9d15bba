package observed

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func TestACallIsLoggedForItsCaller(t *testing.T) {
	t.Parallel()
	caller := actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "ada"}}
	owner, actorID := whose(command.Decide{Caller: caller, TenantID: "other", ActorID: "eve"})
	require.Equal(t, tenant.ID("acme"), owner)
	require.Equal(t, "ada", actorID)
}

func TestAWebhookIsLoggedForTheTenantItNames(t *testing.T) {
	t.Parallel()
	owner, actorID := whose(command.ReceiveDelivery{TenantID: "acme"})
	require.Equal(t, tenant.ID("acme"), owner)
	require.Empty(t, actorID)
}

func TestACallIsAboutTheDecisionThatItNames(t *testing.T) {
	t.Parallel()
	made := id.UUID{7}
	for _, use := range []application.Use{
		query.GetDecision{DecisionID: made}, query.GetDecisionReceipt{DecisionID: made}, command.GiveFeedback{ActionID: made.Branch(1)},
	} {
		require.Equal(t, made, aboutWhich(use))
	}
	require.Zero(t, aboutWhich(command.Decide{}))
	require.Zero(t, aboutWhich(nil))
}

func TestEveryUseCaseSaysForWhomItRuns(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, table := range []reflect.Type{reflect.TypeFor[application.Commands](), reflect.TypeFor[application.Queries]()} {
		for useCase := range table.Fields() {
			do, ok := useCase.Type.MethodByName("Do")
			require.True(t, ok, useCase.Name)
			use := do.Type.In(2)
			caller, named := use.FieldByName("Caller")
			owner, owned := use.FieldByName("TenantID")
			require.True(t,
				named && caller.Type == reflect.TypeFor[actor.Caller]() || owned && owner.Type == reflect.TypeFor[tenant.ID](),
				"%s has neither a Caller nor a TenantID", use)
			cases++
		}
	}
	require.Positive(t, cases)
}
