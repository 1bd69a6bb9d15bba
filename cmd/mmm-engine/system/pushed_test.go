package system_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// chatty gives the tenant a policy without quiet hours and with quotas that no test
// uses up, and a playbook that tells an actor's IDE of every failed run, so many times
// and at such length.
func (r renter) chatty(tb testing.TB, times, length int) renter {
	tb.Helper()
	policy := tenant.DefaultPolicy()
	policy.Revision, policy.QuietHours.Start, policy.QuietHours.End = 1, 0, 0
	policy.Quotas = tenant.Quotas{MaxActionsPerDay: 100_000, MaxActionsPerHour: 100_000}
	r.write(tb, `INSERT INTO tenant_policies VALUES ($1, 1, $2, now())
		ON CONFLICT (tenant_id) DO UPDATE SET body = excluded.body`, r.id, canonical.Marshal(policy.Canonical()))
	told := document{
		"type": "mirror", "surfaces": []string{"ide"}, "title": planted + " run {{ signal.attributes.run }}",
		"body": strings.Repeat("x", length),
	}
	made := r.do(tb, r.post("/playbooks", document{
		"name": "chatty", "version": "1.0.0", "actions": slicesOf(told, times),
		"triggers": []document{{"event_types": []string{"ci.failed"}, "surfaces": []string{"background"}}},
	}, nil))
	id := decoded[document](tb, made, http.StatusCreated)["playbook_id"].(string)
	require.Equal(tb, http.StatusOK, r.do(tb, r.post("/playbooks/"+id+"/publish", document{}, nil)).status)
	return r
}

func slicesOf[T any](item T, times int) []T {
	all := make([]T, times)
	for i := range all {
		all[i] = item
	}
	return all
}

// write changes the database past every policy.
func (s *stack) write(tb testing.TB, sql string, arguments ...any) {
	tb.Helper()
	connection, err := pgx.Connect(tb.Context(), s.superuser(tb))
	require.NoError(tb, err)
	defer func() { _ = connection.Close(tb.Context()) }()
	_, err = connection.Exec(tb.Context(), sql, arguments...)
	require.NoError(tb, err)
}

// fail hands in signals of failed runs of an actor, to be decided in the background.
func (r renter) fail(tb testing.TB, actorID string, runs int) {
	tb.Helper()
	signals := make([]document, runs)
	for i := range signals {
		signals[i] = newSignal("ci.failed", document{"run": float64(i)})
		signals[i]["actor_id"] = actorID
		signals[i]["context"] = document{"repo_id": planted + "/shop", "branch": signals[i]["signal_id"]}
	}
	got := r.do(tb, r.post("/signals", document{"signals": signals}, nil))
	require.Equal(tb, runs, int(decoded[document](tb, got, http.StatusAccepted)["accepted"].(float64)))
}

// pushed answers what an actor's IDE is to be told, in the order of the feed.
func (r renter) pushed(tb testing.TB, actorID string) []string {
	tb.Helper()
	return rows[string](tb, r.stack, `SELECT delivery_id::text FROM deliveries
		WHERE tenant_id = $1 AND actor_id = $2 AND surface = 'ide' ORDER BY xid, number`, r.id, actorID)
}
