package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// dual keeps a decision for kim whose action demands two people.
func (e *engine) dual(t *testing.T) *decision.Decision {
	t.Helper()
	return e.kept(t, func(d *decision.Decision) {
		d.Actor.ID = "kim"
		d.Actions[0].Type, d.Actions[0].RequiresConsent, d.Actions[0].RequiresDualChannel = action.Multiplier, true, true
	})
}

func approver(name string) actor.Caller {
	return actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: name, Type: actor.Human, Roles: []string{actor.RoleApprover}}}
}

func approve(by actor.Caller, of *decision.Decision) command.DecideApproval {
	return command.DecideApproval{Caller: by, ActionID: of.Actions[0].ID, Verdict: approval.Approve, Reason: "not now"}
}

func (e *engine) step(t *testing.T, c command.DecideApproval) command.ApprovalDecided {
	t.Helper()
	decided, err := e.approvals.Decide(t.Context(), c)
	require.NoError(t, err)
	return decided
}

// steps counts the events of approvals.
func (e *engine) steps() int {
	found := 0
	for _, one := range e.store.Events("acme") {
		if one.Name == event.ApprovalDecided {
			found++
		}
	}
	return found
}

func TestWhatTwoPeopleApprovedIsExecutedAndEvidenced(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.dual(t)
	execute := report(kim(), made, outcome.Executed)
	e.record(t, report(kim(), made, outcome.Shown))
	e.record(t, report(kim(), made, outcome.Accepted))
	_, err := e.outcomes.Record(t.Context(), execute)
	requireCode(t, err, "APPROVAL_REQUIRED")
	first := e.step(t, approve(kim(), made))
	require.Equal(t, approval.FirstApproved, first.Approval.State)
	_, err = e.outcomes.Record(t.Context(), execute)
	requireCode(t, err, "APPROVAL_REQUIRED")
	e.clock.Advance(time.Minute)
	second := e.step(t, approve(approver("lee"), made))
	require.Equal(t, approval.FullyApproved, second.Approval.State)
	require.NotEmpty(t, second.Token)
	e.clock.Advance(approval.Life)
	e.record(t, execute)

	require.Equal(t, 2, e.steps())
	require.Len(t, e.store.Audit("acme"), 2)
	require.Equal(t, "approval.approve", e.store.Audit("acme")[1].Action)
	require.Equal(t, "lee", e.store.Audit("acme")[1].AdminID)
	refs := map[id.UUID]bool{}
	for _, step := range second.Approval.Steps {
		body, kept := e.store.ReceiptBody("acme", step.ReceiptID)
		require.True(t, kept)
		require.NotContains(t, body, "not now")
		require.NotContains(t, body, step.By)
		var read evidence
		require.NoError(t, json.Unmarshal([]byte(body), &read))
		require.Equal(t, made.ReceiptID.String(), read.Parent)
		require.Equal(t, made.Actions[0].ID, read.Inputs.ActionID)
		refs[read.Inputs.ActorRef] = true
	}
	require.Len(t, refs, 2, "of two people")
}

func TestApprovalDoesNotStandInForConsent(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.dual(t)
	e.step(t, approve(kim(), made))
	e.step(t, approve(approver("lee"), made))
	e.record(t, report(kim(), made, outcome.Shown))
	_, err := e.outcomes.Record(t.Context(), report(kim(), made, outcome.Executed))
	requireCode(t, err, "ILLEGAL_ORDER")
}

func TestARejectedActionIsNeverExecuted(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.dual(t)
	e.record(t, report(kim(), made, outcome.Shown))
	e.record(t, report(kim(), made, outcome.Accepted))
	e.step(t, approve(kim(), made))
	no := approve(approver("lee"), made)
	no.Verdict = approval.Reject
	require.Equal(t, approval.Rejected, e.step(t, no).Approval.State)
	_, err := e.approvals.Decide(t.Context(), approve(approver("max"), made))
	requireCode(t, err, "APPROVAL_DECIDED")
	_, err = e.outcomes.Record(t.Context(), report(kim(), made, outcome.Executed))
	requireCode(t, err, "APPROVAL_REQUIRED")
}

func TestAStepThatIsRefusedLeavesNothing(t *testing.T) {
	t.Parallel()
	kimToo := kim()
	kimToo.Actor.Roles = []string{actor.RoleApprover}
	for name, c := range map[string]struct {
		first bool
		by    actor.Caller
		after time.Duration
		code  string
	}{
		"an approver before the actor":   {false, approver("lee"), 0, "ACTOR_FIRST"},
		"who has no part in it":          {true, agent(), 0, "ROLE_REQUIRED"},
		"an admin is no approver":        {true, admin(), 0, "ROLE_REQUIRED"},
		"not designated":                 {true, approver("ann"), 0, "NOT_DESIGNATED"},
		"the actor as the second person": {true, kimToo, 0, "SELF_APPROVAL"},
		"too late":                       {true, approver("lee"), approval.Life, "APPROVAL_EXPIRED"},
		"too late for the actor":         {false, kim(), approval.Life, "APPROVAL_EXPIRED"},
	} {
		e := newEngine(t)
		policy := tenant.DefaultPolicy()
		policy.DesignatedApprovers = []string{"lee", "kim"}
		e.store.SetPolicy("acme", policy)
		made := e.dual(t)
		steps := 0
		if c.first {
			e.step(t, approve(kim(), made))
			steps++
		}
		e.clock.Advance(c.after)
		_, err := e.approvals.Decide(t.Context(), approve(c.by, made))
		requireCode(t, err, c.code)
		require.Equal(t, steps, e.steps(), name)
		require.Len(t, e.store.Audit("acme"), steps, name)
	}
}

func TestTheSameStepAgainLeavesNoSecondReceipt(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.dual(t)
	for i, by := range []actor.Caller{kim(), approver("lee")} {
		first := e.step(t, approve(by, made))
		e.clock.Advance(time.Minute)
		again := e.step(t, approve(by, made))
		require.Equal(t, first.Approval, again.Approval)
		require.Empty(t, again.Token)
		require.Equal(t, i+1, e.steps())
	}
}

func TestAnApprovalOfWhatHasNoneIsNotFound(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made, plain := e.dual(t), e.offered(t)
	stranger := approver("lee")
	stranger.TenantID = "other"
	for name, ask := range map[string]command.DecideApproval{
		"an unknown action":                {Caller: approver("lee"), ActionID: id.UUID{1}, Verdict: approval.Approve},
		"another tenant's":                 approve(stranger, made),
		"what does not demand two people":  approve(kim(), plain),
		"the decision is no action of its": {Caller: kim(), ActionID: made.ID, Verdict: approval.Approve},
	} {
		_, err := e.approvals.Decide(t.Context(), ask)
		require.Equal(t, fault.NotFound, fault.Of(err), name)
	}
	require.Zero(t, e.steps())
}

func TestNobodyApprovesFirstWhatIsARepositorys(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.kept(t, func(d *decision.Decision) {
		d.Actor, d.ActorRef, d.Actions[0].RequiresDualChannel = actor.Actor{}, id.UUID{}, true
	})
	_, err := e.approvals.Decide(t.Context(), approve(approver("lee"), made))
	requireCode(t, err, "ACTOR_FIRST")
}

func TestEveryProblemOfAStepIsTold(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ask := approve(kim(), e.dual(t))
	ask.Verdict, ask.Reason = "maybe", "AKIA"+"ABCDEFGHIJKLMNOP"
	_, err := e.approvals.Decide(t.Context(), ask)
	f, _ := errors.AsType[*fault.Error](err)
	require.NotNil(t, f)
	require.Equal(t, fault.Invalid, f.Kind)
	require.Len(t, f.Problems, 2)
}

func TestOfTwoApproversAtOnceOneIsTheSecondPerson(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.dual(t)
	e.step(t, approve(kim(), made))
	names := []string{"lee", "max"}
	errs := make([]error, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() { _, errs[i] = e.approvals.Decide(t.Context(), approve(approver(name), made)) })
	}
	group.Wait()
	lost := errors.Join(errs...)
	requireCode(t, lost, "APPROVAL_DECIDED")
	require.True(t, errs[0] == nil || errs[1] == nil, "one of them won")
	require.Equal(t, 2, e.steps())
}

// The rival commits between the handler's reading and its writing.
func TestAStepThatLosesIsDecidedAnew(t *testing.T) {
	t.Parallel()
	for rival, code := range map[string]string{"lee": "", "max": "APPROVAL_DECIDED"} {
		e := newEngine(t)
		made := e.dual(t)
		e.step(t, approve(kim(), made))
		ahead := portstest.ApprovalSet(made, 2, approval.Step{ReceiptID: id.UUID{9}, By: rival, Verdict: approval.Approve, At: noon})
		var once sync.Once
		e.faulty.before = func() (err error) {
			once.Do(func() { _, err = e.store.Commit(context.Background(), ahead) })
			return err
		}
		got, err := e.approvals.Decide(t.Context(), approve(approver("lee"), made))
		requireCode(t, err, code)
		if code == "" {
			require.Equal(t, ahead.Approval.Step, got.Approval.Steps[1])
		}
		require.Equal(t, 1, e.steps())
	}
}

func TestAStepThatAlwaysLosesIsContention(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.dual(t)
	e.faulty.before = func() error { return fault.New(fault.Stale, "SWAP_LOST", "lost") }
	_, err := e.approvals.Decide(t.Context(), approve(kim(), made))
	requireCode(t, err, "CONTENTION")
}

func TestAStepNeedsWhatItReads(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made, ids := e.dual(t), &memory.IDs{}
	whole := command.NewAdministration(e.store, e.clock, ids, noTraces{})
	_, err := command.NewApprovalHandler(away{}, e.faulty, whole).Decide(t.Context(), approve(kim(), made))
	require.Equal(t, fault.Unavailable, fault.Of(err))
	refless := command.NewAdministration(noRefs{}, e.clock, ids, noTraces{})
	_, err = command.NewApprovalHandler(e.store, e.faulty, refless).Decide(t.Context(), approve(kim(), made))
	require.Equal(t, fault.Unavailable, fault.Of(err))
}

// noRefs is a database that is away.
type noRefs struct{ ports.ActorRefReader }

func (noRefs) ReadActorRef(context.Context, tenant.ID, string) (id.UUID, tenant.Policy, error) {
	return id.UUID{}, tenant.Policy{}, fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "away")
}
