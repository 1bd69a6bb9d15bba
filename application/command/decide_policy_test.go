package command_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ruler is a policy service and its gold standards.
type ruler struct {
	takes     time.Duration
	err       error
	ruling    policy.Ruling
	stale     bool
	standards []policy.Standard
	// epoch is what answers are of, unless a later one is asked for.
	epoch  int64
	asked  []ports.PolicyQuestion
	epochs []int64
}

func allowing() *ruler {
	return &ruler{ruling: policy.Ruling{SnapshotID: "snap-1", VersionIDs: []string{"p@1"}, Allowed: true}.Hashed()}
}

func (r *ruler) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	r.asked = append(r.asked, question)
	return ports.PolicyAnswer{Ruling: r.ruling, Stale: r.stale, Epoch: max(question.Epoch, r.epoch)}, r.wait(ctx)
}

func (r *ruler) ReadStandards(ctx context.Context, _ tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	r.epochs = append(r.epochs, epoch)
	return ports.StandardsAnswer{Standards: r.standards, Epoch: max(epoch, r.epoch)}, r.wait(ctx)
}

func (r *ruler) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(r.takes):
		return r.err
	}
}

// read reads inputs over the rows, with the ruler as one service or both.
func read(t *testing.T, rows ports.DecisionInputs, services command.Services) ports.DecisionInputs {
	t.Helper()
	query := asksFor("ada", 120*time.Millisecond)
	query.Now = noon
	query.Situation = policy.Situation{Surface: action.CI, RepoID: "acme/shop", Branch: "main"}
	known, err := command.NewContext(rowsOf{known: rows}, services).ReadDecisionInputs(t.Context(), query)
	require.NoError(t, err)
	return known
}

func TestTheServicesRulingIsTheSnapshotAsItStandsNow(t *testing.T) {
	t.Parallel()
	r := allowing()
	r.ruling.Restrictions = []action.Type{action.Mentor, action.Multiplier}
	r.ruling.Windows = []policy.Window{{From: noon, To: noon.Add(time.Hour), Lifts: []action.Type{action.Mentor}}}
	known := read(t, ports.DecisionInputs{Snapshot: policy.Own("acme", tenant.DefaultPolicy())}, command.Services{Policy: r})
	require.Equal(t, r.ruling.Snapshot(noon, false), known.Snapshot)
	require.Equal(t, []action.Type{action.Multiplier}, known.Snapshot.Restrictions)
	require.NoError(t, known.PolicyFailure)
	require.Empty(t, known.Degraded)
	require.Equal(t, []ports.PolicyQuestion{{
		TenantID: "acme", Situation: policy.Situation{Surface: action.CI, RepoID: "acme/shop", Branch: "main"},
	}}, r.asked)
}

func TestAStaleRulingIsTakenAndTheDecisionSaysThatTheServiceWasAway(t *testing.T) {
	t.Parallel()
	r := allowing()
	r.stale = true
	known := read(t, ports.DecisionInputs{}, command.Services{Policy: r})
	require.True(t, known.Snapshot.Stale)
	require.Equal(t, "snap-1", known.Snapshot.ID)
	require.Equal(t, []string{"policy"}, known.Degraded)
}

func TestWithoutARulingNothingIsAllowed(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*ruler{"failed": {err: errors.New("away")}, "slow": {takes: time.Minute}} {
		synctest.Test(t, func(t *testing.T) {
			known := read(t, ports.DecisionInputs{Snapshot: policy.Own("acme", tenant.DefaultPolicy())}, command.Services{Policy: r})
			require.Error(t, known.PolicyFailure, name)
			require.False(t, known.Snapshot.Allowed, name)
			require.Equal(t, []string{"policy"}, known.Degraded, name)
		})
	}
}

// What is asked beside the rows may be from before an invalidation that the rows know of.
func TestAnAnswerFromBeforeAnInvalidationIsAskedForAgain(t *testing.T) {
	t.Parallel()
	r := allowing()
	rows := ports.DecisionInputs{PolicyEpoch: 3}
	known := read(t, rows, command.Services{Policy: r, Standards: r})
	require.Equal(t, "snap-1", known.Snapshot.ID)
	require.Len(t, r.asked, 2)
	require.Equal(t, int64(3), r.asked[1].Epoch)
	require.Equal(t, []int64{0, 3}, r.epochs)
	r.epoch = 3
	read(t, rows, command.Services{Policy: r, Standards: r})
	require.Len(t, r.asked, 3)
	require.Len(t, r.epochs, 3)
}

func TestStandardsSpeakOfTheDecisionsPlace(t *testing.T) {
	t.Parallel()
	r := allowing()
	r.standards = []policy.Standard{{ID: "gs", Version: "1", Rules: []policy.ComplianceRule{
		{Repositories: []string{"acme/shop"}, Branches: []string{"main"}, Forbid: []action.Type{action.Mentor}},
	}}}
	known := read(t, ports.DecisionInputs{}, command.Services{Standards: r})
	require.Equal(t, policy.Comply(r.standards, signal.Place{RepoID: "acme/shop", Branch: "main"}), known.Compliance)
	require.True(t, known.Compliance.Forbids(action.Mentor))
	require.Empty(t, known.Degraded)
}

func TestStandardsThatCannotBeHadAreUnknown(t *testing.T) {
	t.Parallel()
	known := read(t, ports.DecisionInputs{}, command.Services{Standards: &ruler{err: errors.New("away")}})
	require.Equal(t, policy.Compliance{Unknown: true}, known.Compliance)
	require.Equal(t, []string{"gold_standards"}, known.Degraded)
}

// ruled has decisions go by the policy service.
func (e *engine) ruled(r *ruler) *command.DecideHandler {
	reader := command.NewContext(e.store, command.Services{Policy: r})
	return command.NewDecideHandler(
		reader, catalogue{e.store}, plainRules{}, command.PureSteps(), command.Writer{}, nil, e.faulty, e.clock, e.ids)
}

func (e *engine) receiptsOf(t *testing.T) []string {
	t.Helper()
	entries, err := e.store.ListReceipts(t.Context(), "acme", ports.ReceiptFilter{Limit: 10})
	require.NoError(t, err)
	var documents []string
	for _, entry := range entries {
		view, err := e.store.ViewReceipt(t.Context(), "acme", entry.ID)
		require.NoError(t, err)
		documents = append(documents, view.Document)
	}
	return documents
}

func TestThePolicyServiceIsToldOfTheSituationOnly(t *testing.T) {
	t.Parallel()
	e, r := newEngine(t), allowing()
	_, err := e.ruled(r).Handle(t.Context(), command.Decide{
		Caller: kim(), Surface: action.CI, Place: signal.Place{RepoID: "acme/shop", Branch: "main", Environment: "prod", FilePath: "a/b.go"},
	})
	require.NoError(t, err)
	require.Equal(t, policy.Situation{
		Surface: action.CI, Environment: "prod", RepoID: "acme/shop", Branch: "main", ActorType: "human", Roles: []string{"developer"},
	}, r.asked[0].Situation)
	_, err = e.ruled(r).Handle(t.Context(), command.Decide{Caller: agent(), Repository: true, Surface: action.Background})
	require.NoError(t, err)
	require.Equal(t, policy.Situation{Surface: action.Background, ActorType: "service"}, r.asked[1].Situation)
}

func TestWithoutAPolicyADecisionIsRefusedAndAReceiptSaysSo(t *testing.T) {
	t.Parallel()
	e, r := newEngine(t), &ruler{err: errors.New("away")}
	_, err := e.ruled(r).Handle(t.Context(), command.Decide{Caller: kim(), Idempotency: &ports.Idempotency{Key: "k"}})
	requireCode(t, err, "POLICY_UNAVAILABLE")
	require.True(t, fault.Is(err, fault.Unavailable))
	require.ErrorIs(t, err, r.err)
	refused, _ := errors.AsType[*fault.Error](err)
	require.Positive(t, refused.RetryAfter)
	documents := e.receiptsOf(t)
	require.Len(t, documents, 1)
	require.Contains(t, documents[0], `"status":"hard_block"`)
	require.Contains(t, documents[0], `"degraded_reasons":["policy"]`)
	require.NotContains(t, documents[0], "kim")
	events := e.store.Events("acme")
	require.Len(t, events, 1)
	require.Equal(t, event.DecisionRefused, events[0].Name)
	require.Contains(t, documents[0], events[0].ReceiptID.String(), "or nothing would find it to seal")

	r.err, r.ruling = nil, allowing().ruling
	decided, err := e.ruled(r).Handle(t.Context(), command.Decide{Caller: kim(), Idempotency: &ports.Idempotency{Key: "k"}})
	require.NoError(t, err)
	require.False(t, decided.Replayed, "the refusal took no key")
}

func TestADryRunThatIsRefusedLeavesNoReceipt(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	_, err := e.ruled(&ruler{err: errors.New("away")}).Handle(t.Context(), command.Decide{Caller: kim(), DryRun: true})
	requireCode(t, err, "POLICY_UNAVAILABLE")
	require.Empty(t, e.receiptsOf(t))
}

func TestARefusalThatCannotBeEvidencedSaysThat(t *testing.T) {
	t.Parallel()
	e, full := newEngine(t), errors.New("disk full")
	e.faulty.set(func() error { return full })
	_, err := e.ruled(&ruler{err: errors.New("away")}).Handle(t.Context(), command.Decide{Caller: kim()})
	require.ErrorIs(t, err, full)
}

func TestASafetyCriticalTenantGetsNothingUnderAStalePolicy(t *testing.T) {
	t.Parallel()
	e, r := newEngine(t), allowing()
	publishDefinition(t, e, mirror())
	own := tenant.DefaultPolicy()
	own.SafetyCritical = true
	e.store.SetPolicy("acme", own)
	r.stale = true
	decided, err := e.ruled(r).Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
	require.NoError(t, err)
	require.Empty(t, decided.Decision.Actions)
	require.Equal(t, decision.Degraded, decided.Decision.Suppressed[0].Reason)
	made := decided.Decision.Receipt(0)
	require.Equal(t, receipt.Warn, made.Status)
	require.Contains(t, canonical.Marshal(made.Result), `"degraded_reasons":["policy"]`)
}

// governor asks for quiet hours around the clock's noon.
type governor struct{ ruler }

func (g *governor) ReadGovernance(ctx context.Context, _ tenant.ID) (tenant.Governance, error) {
	return tenant.Governance{QuietHours: &tenant.GovernedHours{Start: 11, End: 13}, RetentionDays: 7}, g.wait(ctx)
}

func TestGovernanceSpeaksWhereTheTenantsOwnPolicyDoesNot(t *testing.T) {
	t.Parallel()
	own := tenant.DefaultPolicy()
	known := read(t, ports.DecisionInputs{Policy: own}, command.Services{Governance: new(governor)})
	require.True(t, known.Policy.QuietHours.Cover(noon))
	require.Equal(t, 7, known.Policy.Retention.DecisionsDays)
	require.Empty(t, known.Degraded)
	own.Revision = 1
	known = read(t, ports.DecisionInputs{Policy: own}, command.Services{Governance: new(governor)})
	require.False(t, known.Policy.QuietHours.Cover(noon))
}

func TestWithoutGovernanceThePolicyStandsAsItIs(t *testing.T) {
	t.Parallel()
	own := tenant.DefaultPolicy()
	known := read(t, ports.DecisionInputs{Policy: own}, command.Services{Governance: &governor{ruler{err: errors.New("away")}}})
	require.Equal(t, own, known.Policy, "quiet from 22 to 6, with the default retention")
	require.Equal(t, []string{"data_governance"}, known.Degraded)
}
