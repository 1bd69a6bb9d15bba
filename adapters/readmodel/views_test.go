package readmodel_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func newReader(t *testing.T, url string) pgpool.Reader {
	t.Helper()
	reader, err := pgpool.OpenReader(t.Context(), url, pgpool.Size{Max: 2})
	require.NoError(t, err)
	t.Cleanup(reader.Close)
	return reader
}

func followers() readmodel.Followers {
	return readmodel.Followers{Sealing: "sealing", Projecting: "projecting"}
}

// contractFollowers are those of the suites.
func contractFollowers() readmodel.Followers {
	return readmodel.Followers{Sealing: portstest.Follower, Projecting: follow.ProjectionTask}
}

func TestViewsKeepTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Views(t, func(t *testing.T) portstest.ViewsSubject {
		t.Helper()
		database := pgtest.New(t)
		primary, err := pgpool.OpenPrimary(t.Context(), database.API, pgpool.Size{Max: 2})
		require.NoError(t, err)
		t.Cleanup(primary.Close)
		worker, err := pgpool.OpenWorker(t.Context(), database.Worker, pgpool.Size{Max: 2})
		require.NoError(t, err)
		t.Cleanup(worker.Close)
		chain := postgres.NewChain(worker)
		views := readmodel.NewViews(newReader(t, database.API), contractFollowers())
		return portstest.ViewsSubject{
			Store: postgres.NewStore(primary, nil), Feed: chain, Chain: chain, Log: chain,
			Decisions: views, Playbooks: views, Receipts: views, Policies: views, Audit: views, Preferences: views,
			Approvals: views, Experiments: views, Project: projecting(worker),
		}
	})
}

// projecting has the aggregates catch up. Others on the same server can hold its horizon
// back.
func projecting(worker pgpool.Worker) func(t *testing.T) {
	projections := postgres.NewProjections(worker, clock.New())
	step := follow.NewProjector(projections, projections).Step
	return func(t *testing.T) {
		t.Helper()
		require.Eventually(t, func() bool {
			_, err := step(t.Context())
			require.NoError(t, err)
			at, err := projections.ReadCheckpoint(t.Context(), follow.ProjectionTask)
			require.NoError(t, err)
			behind, err := projections.ReadLag(t.Context(), at)
			require.NoError(t, err)
			return behind == 0
		}, 30*time.Second, time.Millisecond)
	}
}

// everyView asks each view once.
func everyView(ctx context.Context, views *readmodel.Views) map[string]error {
	errs := map[string]error{}
	key, owner := portstest.SampleID(1), tenant.ID("acme")
	_, errs["decision"] = views.ViewDecision(ctx, owner, key)
	_, errs["receipt"] = views.ViewDecisionReceipt(ctx, owner, key)
	_, errs["any receipt"] = views.ViewReceipt(ctx, owner, key)
	for _, state := range []receipt.State{"", receipt.Pending, receipt.SealedState, receipt.Emitted, receipt.Failed} {
		_, errs["receipts "+string(state)] = views.ListReceipts(ctx, owner, ports.ReceiptFilter{State: state, Limit: 1})
	}
	_, errs["chain"] = views.ViewChain(ctx, owner)
	_, errs["totals"] = views.SumDays(ctx, owner, stats.Range{})
	_, errs["series"] = views.ListCells(ctx, owner, ports.CellFilter{Limit: 1})
	_, errs["series by playbook"] = views.ListCells(ctx, owner, ports.CellFilter{Playbooks: true, Limit: 1})
	_, errs["series of a playbook"] = views.ListPlaybookCells(ctx, owner, key, ports.CellFilter{Limit: 1})
	yes := true
	for name, filter := range map[string]ports.DecisionFilter{
		"": {}, " of an actor": {ActorID: "ada"}, " of a playbook": {Playbook: key}, " degraded": {Degraded: &yes},
	} {
		filter.Limit = 1
		_, errs["decisions"+name] = views.ListDecisions(ctx, owner, filter)
	}
	_, errs["policy"] = views.ViewPolicy(ctx, owner)
	_, errs["audit"] = views.ListAudit(ctx, owner, ports.AuditFilter{Limit: 1})
	_, errs["playbook"] = views.ViewPlaybook(ctx, owner, key)
	_, errs["playbooks"] = views.ListPlaybooks(ctx, owner, ports.PlaybookFilter{Limit: 1})
	_, errs["experiment"] = views.ViewExperiment(ctx, owner, key)
	_, _, errs["tallies"] = views.ViewTallies(ctx, owner, key)
	_, errs["experiments"] = views.ListExperiments(ctx, owner, ports.ExperimentFilter{Limit: 1})
	_, errs["experiments of a status"] = views.ListExperiments(ctx, owner, ports.ExperimentFilter{Status: "draft", Limit: 1})
	_, errs["actions"] = views.ListActions(ctx, owner, ports.ActionFilter{Limit: 1})
	_, errs["preferences"] = views.ViewPreferences(ctx, owner, "ada")
	_, errs["erasure"] = views.ViewErasure(ctx, owner, key)
	_, errs["approval"] = views.ViewApproval(ctx, owner, key, key)
	_, errs["horizon"] = views.ReadHorizon(ctx)
	_, _, errs["deliveries"] = views.ReadDeliveries(ctx, []tenant.ID{owner}, event.Position{}, 1)
	_, errs["revisions"] = views.ListRevisions(ctx, owner, key, ports.RevisionFilter{Limit: 1})
	return errs
}

func TestADatabaseThatIsDownIsUnavailable(t *testing.T) {
	t.Parallel()
	views := readmodel.NewViews(newReader(t, "postgres://mmm_api@127.0.0.1:1/none?sslmode=disable"), followers())
	for name, err := range everyView(t.Context(), views) {
		require.Equal(t, fault.Unavailable, fault.Of(err), name)
	}
}

func TestARequestThatEndedIsUnavailable(t *testing.T) {
	t.Parallel()
	views := readmodel.NewViews(newReader(t, pgtest.New(t).API), followers())
	ended, end := context.WithCancel(t.Context())
	end()
	for name, err := range everyView(ended, views) {
		require.Equal(t, fault.Unavailable, fault.Of(err), name)
		require.ErrorIs(t, err, context.Canceled, name)
	}
}

func TestAnAnswerThatCannotBeReadIsInternal(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	owner, err := pgx.Connect(t.Context(), database.Owner)
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `ALTER TABLE playbooks RENAME TO elsewhere;
		ALTER TABLE decisions RENAME TO gone; ALTER TABLE deliveries RENAME TO lost;
		ALTER TABLE receipts RENAME TO missing; ALTER TABLE tenant_policies RENAME TO away;
		ALTER TABLE audit_entries RENAME TO astray; ALTER TABLE actor_preferences RENAME TO strayed;
		ALTER TABLE approvals RENAME TO unseen; ALTER TABLE experiments RENAME TO untried;
		ALTER TABLE projections RENAME TO unprojected; ALTER TABLE chain_heads RENAME TO headless;
		ALTER TABLE playbook_decisions RENAME TO unfired; ALTER TABLE erasures RENAME TO unerased`)
	require.NoError(t, err)
	require.NoError(t, owner.Close(t.Context()))
	views := readmodel.NewViews(newReader(t, database.API), followers())
	all := everyView(t.Context(), views)
	require.NoError(t, all["horizon"], "it is no table's")
	delete(all, "horizon")
	for name, err := range all {
		require.Equal(t, fault.Internal, fault.Of(err), name)
		require.Error(t, err, name)
	}
}

// writingPool hands out the transactions of views to the test.
type writingPool struct {
	pgpool.Reader

	begun func(tx pgx.Tx)
}

func (p writingPool) BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error) {
	tx, err := p.Reader.BeginTx(ctx, options)
	if err == nil {
		p.begun(tx)
	}
	return tx, err
}

func TestAViewCannotWrite(t *testing.T) {
	t.Parallel()
	var refused error
	pool := writingPool{Reader: newReader(t, pgtest.New(t).API), begun: func(tx pgx.Tx) {
		_, refused = tx.Exec(t.Context(), "CREATE TEMPORARY TABLE x (); INSERT INTO tenant_policies VALUES ('acme', 1, '', now())")
	}}
	_, _ = readmodel.NewViews(pool, followers()).ListPlaybooks(t.Context(), "acme", ports.PlaybookFilter{Limit: 1})
	require.ErrorContains(t, refused, "read-only transaction")
}
