package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestStoreKeepsTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Store(t, func(t *testing.T) portstest.StoreSubject {
		t.Helper()
		e := newEngine(t)
		owner := as(t, e.database.Owner)
		run(t, owner, jobTable)
		return portstest.StoreSubject{
			Store: e.store, Decisions: e.reader, Playbooks: e.reader, Signals: e.reader, ActorRefs: e.reader, Integrations: e.reader,
			Actions: e.reader, Policies: e.reader, Preferences: e.reader, Replays: e.reader, Experiments: e.reader, Erasures: e.reader,
			Deferrals: e.reader, Feedback: e.feedback,
			Jobs: func(t *testing.T) []ports.Job {
				t.Helper()
				return e.jobs(t, owner)
			},
		}
	})
}

// feedback reads the verdict on an action as the tenant.
func (e engine) feedback(t *testing.T, owner tenant.ID, actionID id.UUID) (rating feedback.Rating, at time.Time) {
	t.Helper()
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', $1, true)", "{"+string(owner)+"}")
	require.NoError(t, err)
	err = tx.QueryRow(t.Context(), "SELECT rating, rated_at FROM feedback WHERE action_id = $1", actionID).Scan(&rating, &at)
	if !errors.Is(err, pgx.ErrNoRows) {
		require.NoError(t, err)
	}
	return rating, at.UTC()
}

func TestReceiptsKeepTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Receipts(t, func(t *testing.T) portstest.ReceiptsSubject {
		t.Helper()
		e := newEngine(t)
		return portstest.ReceiptsSubject{
			Feed: e.chain, Chain: e.chain, Log: e.chain, Refusals: e.reader, Commit: e.commitReceipts, Store: e.store,
			Expire: e.expireReceipts,
		}
	})
}

// commitReceipts commits receipts with an event each.
func (e engine) commitReceipts(t *testing.T, owner tenant.ID, receipts ...ports.Receipt) {
	t.Helper()
	_, err := e.store.Commit(t.Context(), receiptSet(owner, receipts...))
	require.NoError(t, err)
}

func (e engine) expireReceipts(t *testing.T, owner tenant.ID, receipts ...id.UUID) {
	t.Helper()
	_, err := as(t, e.database.Worker).Exec(t.Context(), "DELETE FROM receipts WHERE tenant_id = $1 AND receipt_id = ANY ($2)", owner, receipts)
	require.NoError(t, err)
}

func receiptSet(owner tenant.ID, receipts ...ports.Receipt) ports.WriteSet {
	set := ports.WriteSet{TenantID: owner, At: portstest.Noon(), Receipts: receipts}
	for _, row := range receipts {
		set.Events = append(set.Events, event.Event{
			ID: row.ID, TenantID: owner, Name: event.DecisionMade, At: portstest.Noon(), ReceiptID: row.ID,
		})
	}
	return set
}
