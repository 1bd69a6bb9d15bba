package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// aged commits a decision of so many days ago, and an outcome of the same hour, and seals
// and sends the receipts of both. The number tells decisions of one age apart.
func (e engine) aged(t *testing.T, owner tenant.ID, days int, number byte) {
	t.Helper()
	e.unsealed(t, owner, days, number)
	e.sealAll(t, owner)
}

func (e engine) unsealed(t *testing.T, owner tenant.ID, days int, number byte) {
	t.Helper()
	at := time.Now().UTC().AddDate(0, 0, -days).Truncate(time.Millisecond)
	name := func(part byte) id.UUID { return id.At(at, id.Entropy{7: byte(days), 8: part, 9: number}) }
	decided := portstest.SampleDecision(owner, 1, at)
	decided.ID, decided.ReceiptID = name(1), name(2)
	decided.Actions[0].ID = decided.ID.Branch(1)
	set := portstest.DecisionSet(decided, nil)
	set.Events[0].ID = name(3)
	_, err := e.store.Commit(t.Context(), set)
	require.NoError(t, err)
	became := outcome.Outcome{
		ID: name(4), ReceiptID: name(5), TenantID: owner, DecisionID: decided.ID, ActionID: decided.Actions[0].ID, ActorID: "ada",
		Result: outcome.Shown, OccurredAt: at, RecordedAt: at,
	}
	body := became.Receipt(decided, &decided.Actions[0], outcome.Actor{Ref: decided.ActorRef}, 0)
	answered := became.Event(name(6), decided, &decided.Actions[0])
	_, err = e.store.Commit(t.Context(), ports.WriteSet{
		TenantID: owner, At: at, Outcome: &ports.OutcomeRow{Outcome: became, ActionType: decided.Actions[0].Type},
		Receipts: []ports.Receipt{ports.ReceiptOf(body)}, Events: append(set.Events[:0], answered),
	})
	require.NoError(t, err)
}

// sealAll gives every receipt a place in its chain, and has all of them sent.
func (e engine) sealAll(t *testing.T, owner tenant.ID) {
	t.Helper()
	run(t, as(t, e.database.Worker), fmt.Sprintf(`WITH head AS (SELECT coalesce(max(sequence), 0) AS at FROM receipt_chain WHERE tenant_id = '%[1]s'),
		sealed AS (INSERT INTO receipt_chain SELECT '%[1]s', head.at + row_number() OVER (ORDER BY receipt_id), receipt_id, 'p', 'h', 'k', 's', now()
			FROM receipts, head WHERE tenant_id = '%[1]s' AND receipt_id NOT IN (SELECT receipt_id FROM receipt_chain) RETURNING sequence)
		INSERT INTO chain_heads SELECT '%[1]s', max(sequence), 'h', max(sequence) FROM sealed HAVING count(*) > 0
		ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence, emitted = excluded.sequence`, owner))
}

func (e engine) setPolicy(t *testing.T, owner tenant.ID, change func(*tenant.Policy)) {
	t.Helper()
	policy := portstest.SamplePolicy(1)
	policy.LegalHold, policy.Retention = false, tenant.DefaultPolicy().Retention
	change(policy)
	_, err := e.store.Commit(t.Context(), ports.WriteSet{TenantID: owner, At: time.Now(), Policy: policy})
	require.NoError(t, err)
}

// retain deletes until nothing is left, and answers how many rows and weeks went by table.
func (e engine) retain(t *testing.T, governance ports.Governance) (rows ports.Expired, weeks map[string]int) {
	t.Helper()
	rows, weeks = ports.Expired{}, map[string]int{}
	retainer := job.NewRetainer(postgres.NewRetention(as(t, e.database.Worker), true), governance, clock.New(), func(p job.RetainProgress) {
		for table, count := range p.Expired {
			rows[table] += count
		}
		weeks[p.Table] += p.Dropped
	})
	done, err := retainer.Retain(t.Context(), time.Minute)
	require.NoError(t, err)
	require.True(t, done)
	return rows, weeks
}

// left answers how many rows a tenant has of a table.
func (e engine) left(t *testing.T, owner tenant.ID, table string) (rows int) {
	t.Helper()
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', $1, true)", "{"+string(owner)+"}")
	require.NoError(t, err)
	column := "*"
	if table == "events" {
		column = "receipt_id" // all that the role may see of them
	}
	require.NoError(t, tx.QueryRow(t.Context(), "SELECT count("+column+") FROM "+table).Scan(&rows))
	return rows
}

func TestEachTenantsRowsGoWhenItsOwnPeriodIsOver(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for _, owner := range []tenant.ID{"usual", "strict", "held"} {
		for number, days := range []int{1, 31, 91, 366} {
			e.aged(t, owner, days, byte(number))
		}
	}
	e.setPolicy(t, "strict", func(p *tenant.Policy) { p.Retention = tenant.Retention{DecisionsDays: 30, OutcomesDays: 90} })
	e.setPolicy(t, "held", func(p *tenant.Policy) {
		p.LegalHold, p.Retention = true, tenant.Retention{DecisionsDays: 1, OutcomesDays: 1}
	})
	e.retain(t, nil)
	for owner, want := range map[tenant.ID]map[string]int{
		"usual":  {"decisions": 2, "outcomes": 3, "events": 5, "receipts": 5, "receipt_chain": 8},
		"strict": {"decisions": 1, "outcomes": 2, "events": 3, "receipts": 3, "receipt_chain": 8},
		"held":   {"decisions": 4, "outcomes": 4, "events": 8, "receipts": 8, "receipt_chain": 8},
	} {
		for table, rows := range want {
			require.Equal(t, rows, e.left(t, owner, table), "%s of %s", table, owner)
		}
	}
	again, _ := e.retain(t, nil)
	require.Zero(t, again.Rows(), "once more finds nothing")
}

// strictly has every tenant's data kept for so many days.
type strictly struct{ days int }

func (g strictly) ReadGovernance(context.Context, tenant.ID) (tenant.Governance, error) {
	if g.days == 0 {
		return tenant.Governance{}, errors.New("away")
	}
	return tenant.Governance{RetentionDays: g.days}, nil
}

func TestTheStricterOfPolicyAndGovernanceWinsAndItsAbsenceKeeps(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.aged(t, "acme", 8, 1)
	e.aged(t, "acme", 5, 2)
	e.retain(t, strictly{0})
	require.Equal(t, 2, e.left(t, "acme", "decisions"))
	e.retain(t, strictly{7})
	require.Equal(t, 1, e.left(t, "acme", "decisions"))
	require.Equal(t, 1, e.left(t, "acme", "outcomes"))
}

func TestAReceiptThatTheEvidenceServiceDoesNotHaveIsKept(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.aged(t, "acme", 100, 1)
	e.unsealed(t, "acme", 99, 2)
	e.retain(t, nil)
	require.Zero(t, e.left(t, "acme", "decisions"))
	require.Equal(t, 3, e.left(t, "acme", "receipts"), "the first decision's is gone; its outcome's is not old enough")
	e.sealAll(t, "acme")
	run(t, as(t, e.database.Worker), "UPDATE chain_heads SET emitted = sequence - 2")
	e.retain(t, nil)
	require.Equal(t, 3, e.left(t, "acme", "receipts"), "sealed is not sent")
	run(t, as(t, e.database.Worker), "UPDATE chain_heads SET emitted = sequence")
	e.retain(t, nil)
	require.Equal(t, 2, e.left(t, "acme", "receipts"))
}

func TestWhatIsGoodForADayGoesAfterTwoAndAWindowAfterThree(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.aged(t, "acme", 0, 1)
	e.aged(t, "held", 0, 2)
	e.setPolicy(t, "held", func(p *tenant.Policy) { p.LegalHold = true })
	api := as(t, e.database.API)
	for _, owner := range []string{"acme", "held"} {
		for _, hours := range []string{"47", "49", "71", "73"} {
			require.NoError(t, pgx.BeginFunc(t.Context(), api, func(tx pgx.Tx) error {
				for _, statement := range []string{
					"SELECT set_config('mmm.tenant_ids', '{" + owner + "}', true)",
					"INSERT INTO idempotency VALUES ($1, 'o', 'c', $2, '', gen_random_uuid(), now() - $2::text::float8 * interval '1 hour')",
					"INSERT INTO replays (tenant_id, operation, caller, key, request_hash, answer, created_at) VALUES ($1, 'o', 'c', $2, '', '', now() - $2::text::float8 * interval '1 hour')",
					"INSERT INTO signal_decisions VALUES ($1, 's', 'ide', $2, gen_random_uuid(), now() - $2::text::float8 * interval '1 hour')",
					"INSERT INTO fatigue_windows VALUES ($1, $2, gen_random_uuid(), 1, '', now() - $2::text::float8 * interval '1 hour')",
					"INSERT INTO channel_stops VALUES ($1, 'ci', $2, now() - $2::text::float8 * interval '1 hour')",
				} {
					arguments := []any{owner, hours}
					if statement[:6] == "SELECT" {
						arguments = nil
					}
					if _, err := tx.Exec(t.Context(), statement, arguments...); err != nil {
						return err
					}
				}
				return nil
			}))
		}
	}
	e.retain(t, nil)
	for table, left := range map[string]int{
		"idempotency": 1, "replays": 1, "signal_decisions": 1, "channel_stops": 1, "fatigue_windows": 3,
	} {
		require.Equal(t, left, e.left(t, "acme", table), table)
		require.Equal(t, 4, e.left(t, "held", table), table)
	}
}

// meanwhile is a store beside which something else happens after the first batch.
type meanwhile struct {
	ports.Retention

	happens func()
}

func (m *meanwhile) Expire(
	ctx context.Context, owner tenant.ID, of ports.Expiring, cuts tenant.Cuts, _ int,
) (ports.Expired, error) {
	expired, err := m.Retention.Expire(ctx, owner, of, cuts, 1)
	if m.happens != nil {
		m.happens()
		m.happens = nil
	}
	return expired, err
}

func TestAHoldStopsARunThatHasBegun(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for number := range byte(3) {
		e.aged(t, "acme", 400, number)
	}
	store := &meanwhile{Retention: postgres.NewRetention(as(t, e.database.Worker), true), happens: func() {
		e.setPolicy(t, "acme", func(p *tenant.Policy) { p.LegalHold = true })
	}}
	done, err := job.NewRetainer(store, nil, clock.New(), func(job.RetainProgress) {}).Retain(t.Context(), time.Minute)
	require.NoError(t, err)
	require.True(t, done)
	require.Equal(t, 2, e.left(t, "acme", "decisions"))
	require.Equal(t, 3, e.left(t, "acme", "outcomes"))
}

func TestATenantWhosePolicyCannotBeReadKeepsAllAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.aged(t, "acme", 400, 1)
	e.aged(t, "beta", 400, 2)
	e.setPolicy(t, "acme", func(*tenant.Policy) {})
	run(t, as(t, e.database.Owner), "ALTER TABLE tenant_policies NO FORCE ROW LEVEL SECURITY")
	run(t, as(t, e.database.Owner), "UPDATE tenant_policies SET body = '{' WHERE tenant_id = 'acme'")
	retainer := job.NewRetainer(postgres.NewRetention(as(t, e.database.Worker), true), nil, clock.New(), func(job.RetainProgress) {})
	done, err := retainer.Retain(t.Context(), time.Minute)
	require.ErrorContains(t, err, "read the policy of tenant acme")
	require.True(t, done)
	require.Equal(t, 1, e.left(t, "acme", "decisions"))
	require.Zero(t, e.left(t, "beta", "decisions"))
}

// giving is a store that fails after so many pieces of work.
type giving struct {
	ports.Retention

	pieces int
}

func (g *giving) Expire(
	ctx context.Context, owner tenant.ID, of ports.Expiring, cuts tenant.Cuts, limit int,
) (ports.Expired, error) {
	if g.pieces--; g.pieces < 0 {
		return nil, errCrash
	}
	return g.Retention.Expire(ctx, owner, of, cuts, limit)
}

func TestARunThatCrashesIsGoneOnWith(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for number := range byte(3) {
		e.aged(t, "acme", 400, number)
	}
	store := postgres.NewRetention(as(t, e.database.Worker), true)
	for pieces := range 25 {
		retainer := job.NewRetainer(&giving{store, pieces % 12}, nil, clock.New(), func(job.RetainProgress) {})
		if _, err := retainer.Retain(t.Context(), time.Minute); err != nil {
			require.ErrorIs(t, err, errCrash)
		}
	}
	e.retain(t, nil)
	for _, table := range []string{"decisions", "outcomes", "events", "receipts"} {
		require.Zero(t, e.left(t, "acme", table), table)
	}
	require.Equal(t, 6, e.left(t, "acme", "receipt_chain"), "the chain outlives what it is of")
}

func TestARunEndsWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.aged(t, "acme", 400, 1)
	retainer := job.NewRetainer(postgres.NewRetention(as(t, e.database.Worker), true), nil, clock.New(), func(job.RetainProgress) {})
	done, err := retainer.Retain(t.Context(), 0)
	require.NoError(t, err)
	require.False(t, done)
}
