package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestAnAdminSeesAReceipt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := w.decided()

	view, err := w.receipt.Do(t.Context(), query.GetDecisionReceipt{Caller: admin("acme"), DecisionID: decided})

	require.NoError(t, err)
	require.Equal(t, portstest.SampleID(2), view.ID)
	require.Equal(t, receipt.Pending, view.State)
	require.Contains(t, view.Document, view.ID.String())
}

func TestReceiptsAreForAdminsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := w.decided()
	approver := someone("acme", "ada")
	approver.Actor.Roles = []string{actor.RoleApprover, actor.RolePrivacyAdmin, actor.RoleOperator}
	for name, caller := range map[string]actor.Caller{
		"the actor": someone("acme", "ada"), "a reader": reader("acme"), "other roles": approver,
	} {
		view, err := w.receipt.Do(t.Context(), query.GetDecisionReceipt{Caller: caller, DecisionID: decided})

		requireFault(t, err, fault.Forbidden, "ROLE_REQUIRED")
		require.Zero(t, view, name)
	}
}

func TestAnotherTenantsReceiptIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := w.decided()

	_, err := w.receipt.Do(t.Context(), query.GetDecisionReceipt{Caller: admin("rival"), DecisionID: decided})

	requireFault(t, err, fault.NotFound, "NOT_FOUND")
}
