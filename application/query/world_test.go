package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// world is the queries as callers reach them, over the in-memory store.
type world struct {
	t         *testing.T
	store     *memory.Store
	decision  application.UseCase[query.GetDecision, ports.DecisionView]
	receipt   application.UseCase[query.GetDecisionReceipt, ports.ReceiptView]
	playbook  application.UseCase[query.GetPlaybook, playbook.Playbook]
	playbooks application.UseCase[query.ListPlaybooks, query.PlaybookPage]
	revisions application.UseCase[query.ListRevisions, query.RevisionPage]
	clock     *memory.Clock
	hub       *live.Hub
	actions   application.UseCase[query.ListActions, query.ActionPage]
	stream    application.UseCase[query.StreamActions, *query.ActionStream]

	anyReceipt application.UseCase[query.GetReceipt, ports.ReceiptView]
	receipts   application.UseCase[query.ListReceipts, query.ReceiptPage]

	preferences application.UseCase[query.GetPreferences, preference.Preferences]
}

func newWorld(t *testing.T) *world {
	t.Helper()
	store := memory.NewStore()
	decisions, playbooks, receipts := query.NewDecisions(store), query.NewPlaybooks(store), query.NewReceipts(store)
	clock, hub := memory.NewClock(portstest.Noon()), live.NewHub(store, live.DefaultLimits())
	actions := query.NewActions(store, hub, clock)
	return &world{
		t: t, store: store, clock: clock, hub: hub,
		actions:   application.Chain("list_actions", actions.List),
		stream:    application.Chain("stream_actions", actions.Stream),
		decision:  application.Chain("get_decision", decisions.Get),
		receipt:   application.Chain("get_decision_receipt", decisions.Receipt),
		playbook:  application.Chain("get_playbook", playbooks.Get),
		playbooks: application.Chain("list_playbooks", playbooks.List),
		revisions: application.Chain("list_revisions", playbooks.Revisions),

		anyReceipt: application.Chain("get_receipt", receipts.Get),
		receipts:   application.Chain("list_receipts", receipts.List),

		preferences: application.Chain("get_preferences", query.NewPreferences(store, clock).Get),
	}
}

func (w *world) commit(set ports.WriteSet) {
	w.t.Helper()
	_, err := w.store.Commit(w.t.Context(), set)
	require.NoError(w.t, err)
}

// decided commits the sample decision, which is for ada of acme.
func (w *world) decided() id.UUID {
	w.t.Helper()
	sample := portstest.SampleDecision("acme", 1, portstest.Noon())
	w.commit(portstest.DecisionSet(sample, nil))
	return sample.ID
}

// drafts commits playbooks of acme with the ids of these numbers.
func (w *world) drafts(numbers ...byte) {
	w.t.Helper()
	for _, n := range numbers {
		w.commit(portstest.PlaybookSet(portstest.SamplePlaybook("acme", n), false))
	}
}

// someone is an actor without any role or scope.
func someone(owner tenant.ID, actorID string) actor.Caller {
	return actor.Caller{TenantID: owner, Actor: actor.Actor{ID: actorID, Type: actor.Human}}
}

func admin(owner tenant.ID) actor.Caller {
	caller := someone(owner, "root")
	caller.Actor.Roles = []string{actor.RoleTenantAdmin}
	return caller
}

func reader(owner tenant.ID) actor.Caller {
	caller := someone(owner, "kim")
	caller.Scopes = []actor.Scope{actor.ScopeRead}
	return caller
}

func requireFault(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	var refusal *fault.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, kind, refusal.Kind)
	require.Equal(t, code, refusal.Code)
}
