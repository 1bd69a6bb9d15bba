package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func operator(owner tenant.ID) actor.Caller {
	caller := someone(owner, "olga")
	caller.Actor.Roles = []string{actor.RoleOperator}
	return caller
}

func TestAReceiptIsReadByItsTenantsAdminsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.decided()
	ask := func(caller actor.Caller) (ports.ReceiptView, error) {
		return w.anyReceipt.Do(t.Context(), query.GetReceipt{Caller: caller, ReceiptID: portstest.SampleID(2)})
	}

	view, err := ask(admin("acme"))
	require.NoError(t, err)
	require.Equal(t, receipt.Pending, view.State)
	require.Contains(t, view.Document, view.ID.String())

	for _, caller := range []actor.Caller{someone("acme", "ada"), reader("acme"), operator("acme")} {
		_, err = ask(caller)
		requireFault(t, err, fault.Forbidden, "ROLE_REQUIRED")
	}
	_, err = ask(admin("rival"))
	requireFault(t, err, fault.NotFound, "NOT_FOUND")
}

func TestReceiptsAreListedForAdminsAndOperators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.decided()
	for _, caller := range []actor.Caller{admin("acme"), operator("acme")} {
		page, err := w.receipts.Do(t.Context(), query.ListReceipts{Caller: caller, Limit: 10})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.Equal(t, portstest.SampleID(2), page.Items[0].ID)
	}
	approver := someone("acme", "ada")
	approver.Actor.Roles = []string{actor.RoleApprover, actor.RolePrivacyAdmin}
	for _, caller := range []actor.Caller{someone("acme", "ada"), reader("acme"), approver} {
		_, err := w.receipts.Do(t.Context(), query.ListReceipts{Caller: caller, Limit: 10})
		requireFault(t, err, fault.Forbidden, "ROLE_REQUIRED")
	}
	page, err := w.receipts.Do(t.Context(), query.ListReceipts{Caller: operator("rival"), Limit: 10})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func TestPagesOfReceiptsSayWhetherMoreFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := byte(0); n < 40; n += 10 {
		w.commit(portstest.DecisionSet(portstest.SampleDecision("acme", n, portstest.Noon()), nil))
	}
	for _, state := range []receipt.State{"", receipt.Pending} {
		first, err := w.receipts.Do(t.Context(), query.ListReceipts{Caller: admin("acme"), State: state, Limit: 2})
		require.NoError(t, err)
		require.Len(t, first.Items, 2)
		require.True(t, first.More)
		rest, err := w.receipts.Do(t.Context(), query.ListReceipts{
			Caller: admin("acme"), State: state, Before: first.Items[1].ReceiptPlace, Limit: 2,
		})
		require.NoError(t, err)
		require.Len(t, rest.Items, 2)
		require.False(t, rest.More, "a full page can be the last")
	}
	none, err := w.receipts.Do(t.Context(), query.ListReceipts{Caller: admin("acme"), State: receipt.Failed, Limit: 2})
	require.NoError(t, err)
	require.Empty(t, none.Items)
}
