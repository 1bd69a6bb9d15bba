package system_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// aged gives a tenant under the policy a decision, an outcome, a stored answer and an event
// of so many days ago. A tenant with a chain is one that retention looks at.
func (s *stack) aged(t *testing.T, tenantID string, days int, policy tenant.Policy) {
	t.Helper()
	rows[string](t, s, `WITH told AS (INSERT INTO tenant_policies (tenant_id, revision, body, updated_at) VALUES ($1, 1, $3, now())),
		chained AS (INSERT INTO chain_heads (tenant_id, sequence, hash) VALUES ($1, 0, '')),
		at AS (SELECT now() - $2::int * interval '1 day' AS moment, uuid_floor(now() - $2::int * interval '1 day') AS id),
		decided AS (INSERT INTO decisions SELECT $1, id, 'zoe', 'ide', moment, false, at.id, '{}' FROM at),
		became AS (INSERT INTO outcomes SELECT $1, id, 1, id, at.id, 'zoe', 'shown', '', moment, at.moment, id FROM at),
		happened AS (INSERT INTO events (tenant_id, event_id, name, occurred_at, body)
			SELECT $1, id, 'approval.decided.v1', moment, '{}' FROM at)
		INSERT INTO replays SELECT $1, 'x', 'zoe', 'k', '', '{}', 1, moment FROM at RETURNING tenant_id`,
		tenantID, days, canonical.Marshal(policy.Canonical()))
}

func (s *stack) keeps(t *testing.T, tenantID string) map[string]int {
	t.Helper()
	kept := map[string]int{}
	for _, table := range []string{"decisions", "outcomes", "events", "replays"} {
		kept[table] = rows[int](t, s, "SELECT count(*)::int FROM "+table+" WHERE tenant_id = $1", tenantID)[0]
	}
	return kept
}

// product.md, Retention.
func TestARunningEngineDeletesWhatIsOverAndNothingUnderLegalHold(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	held, brief := tenant.DefaultPolicy(), tenant.DefaultPolicy()
	held.LegalHold = true
	brief.Retention = tenant.Retention{DecisionsDays: 10, OutcomesDays: 20}
	s.aged(t, "over", 100, tenant.DefaultPolicy())
	s.aged(t, "held", 100, held)
	s.aged(t, "brief", 15, brief)
	s.aged(t, "young", 15, tenant.DefaultPolicy())
	s.startEngine(t)
	eventually(t, "the first run ends", func() bool {
		return s.metrics(t).value("mmm_retention_last_success_timestamp_seconds", nil) > 0
	})
	require.Equal(t, map[string]int{"decisions": 0, "outcomes": 1, "events": 0, "replays": 0}, s.keeps(t, "over"))
	require.Equal(t, map[string]int{"decisions": 1, "outcomes": 1, "events": 1, "replays": 1}, s.keeps(t, "held"))
	require.Equal(t, map[string]int{"decisions": 0, "outcomes": 1, "events": 0, "replays": 0}, s.keeps(t, "brief"))
	require.Equal(t, map[string]int{"decisions": 1, "outcomes": 1, "events": 1, "replays": 0}, s.keeps(t, "young"))
	require.InDelta(t, 2, s.metrics(t).value("mmm_retention_deleted_total", labels{"table": "decisions"}), 0)
	require.Positive(t, s.told(t, "deleted what had outlived its period"))
}
