package memory_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestStoreKeepsTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Store(t, func(*testing.T) portstest.StoreSubject {
		store := memory.NewStore()
		return portstest.StoreSubject{
			Store: store, Decisions: store, Playbooks: store, Signals: store, ActorRefs: store, Integrations: store,
			Actions: store, Policies: store, Preferences: store, Replays: store, Experiments: store, Erasures: store, Deferrals: store,
			Feedback: func(_ *testing.T, owner tenant.ID, actionID id.UUID) (feedback.Rating, time.Time) {
				given := store.Feedback(owner, actionID)
				return given.Rating, given.At
			},
			Jobs: func(*testing.T) []ports.Job { return store.Jobs() },
		}
	})
}

func TestWhatTheStoreCommitsIsFedToTheChain(t *testing.T) {
	t.Parallel()
	portstest.Receipts(t, func(*testing.T) portstest.ReceiptsSubject {
		store := memory.NewStore()
		chain := store.Receipts()
		return portstest.ReceiptsSubject{
			Feed: chain, Chain: chain, Log: chain, Store: store, Refusals: chain,
			Expire: func(_ *testing.T, owner tenant.ID, receipts ...id.UUID) { chain.Expire(owner, receipts...) },
			Commit: func(t *testing.T, owner tenant.ID, receipts ...ports.Receipt) {
				t.Helper()
				set := ports.WriteSet{TenantID: owner, At: portstest.Noon(), Receipts: receipts}
				for _, row := range receipts {
					set.Events = append(set.Events, event.Event{ID: row.ID, TenantID: owner, ReceiptID: row.ID})
				}
				_, err := store.Commit(t.Context(), set)
				require.NoError(t, err)
			},
		}
	})
}

func TestAStoreTellsWhatItHolds(t *testing.T) {
	t.Parallel()
	store := memory.NewStore()
	policy := tenant.DefaultPolicy()
	policy.Revision = 3
	store.SetPolicy("acme", policy)
	set := portstest.DecisionSet(portstest.SampleDecision("acme", 1, portstest.Noon()), nil)
	set.Audit = []ports.AuditEntry{{AdminID: "root", Action: "playbook.publish"}}
	_, err := store.Commit(t.Context(), set)
	require.NoError(t, err)

	_, kept, err := store.ReadActorRef(t.Context(), "acme", "ada")
	require.NoError(t, err)
	require.Equal(t, policy, kept)
	require.Equal(t, set.Events, store.Events("acme"))
	require.Equal(t, set.Audit, store.Audit("acme"))
	body, found := store.ReceiptBody("acme", set.Receipts[0].ID)
	require.True(t, found)
	require.Equal(t, set.Receipts[0].Body, body)
	_, found = store.ReceiptBody("acme", id.UUID{})
	require.False(t, found)
}

func TestActionsKeepTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Actions(t, func(*testing.T) portstest.ActionsSubject {
		store := memory.NewStore()
		return portstest.ActionsSubject{
			Store: store, Views: store, Feed: store,
			Hold: func(t *testing.T, set ports.WriteSet) func() {
				t.Helper()
				commit := store.Hold(set)
				return func() {
					_, err := commit(t.Context())
					require.NoError(t, err)
				}
			},
		}
	})
}

func TestViewsKeepTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Views(t, func(*testing.T) portstest.ViewsSubject {
		store := memory.NewStore()
		chain := store.Receipts()
		return portstest.ViewsSubject{
			Store: store, Feed: chain, Chain: chain, Log: chain, Decisions: store, Playbooks: store, Receipts: store,
			Policies: store, Audit: store,
			Preferences: store, Approvals: store, Experiments: store,
			Project: func(*testing.T) {}, // the lists are made of the rows themselves
		}
	})
}
