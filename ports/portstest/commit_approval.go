package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

func approvalRules() map[string]storeRule {
	return map[string]storeRule{
		"an approval's steps are read as they were taken":     approvalKept,
		"a step at another version is stale":                  approvalStale,
		"an approval is one action's of one tenant":           approvalApart,
		"the store keeps the two people of an approval apart": approvalOfOne,
		"of concurrent steps of one approval one wins":        approvalRace,
		"of concurrent first steps of one approval one wins":  approvalFirstRace,
	}
}

// ApprovalSet is the write set of a step of the approval of the decision's first action.
func ApprovalSet(decided *decision.Decision, version int64, step approval.Step) ports.WriteSet {
	return ports.WriteSet{TenantID: decided.TenantID, At: step.At, Approval: &ports.ApprovalStep{
		DecisionID: decided.ID, ActionID: decided.Actions[0].ID, Version: version, Step: step,
	}}
}

// SampleStep is an approval by somebody.
func SampleStep(by string, n byte) approval.Step {
	return approval.Step{
		ReceiptID: SampleID(n), By: by, Verdict: approval.Approve, Reason: "seen by " + by, At: Noon().Add(time.Duration(n) * time.Minute),
	}
}

// undecided commits a decision whose action nobody approved yet.
func (s StoreSubject) undecided(t *testing.T) *decision.Decision {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	require.Empty(t, s.action(t, decided).Approval)
	return decided
}

func approvalKept(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := s.undecided(t)
	first, second := SampleStep("ada", 20), SampleStep("lee", 30)
	second.Verdict, second.Reason = approval.Reject, ""
	require.NoError(t, s.commit(t, ApprovalSet(decided, 1, first)))
	require.Equal(t, approval.Steps{first}, s.action(t, decided).Approval)
	require.NoError(t, s.commit(t, ApprovalSet(decided, 2, second)))
	require.Equal(t, approval.Steps{first, second}, s.action(t, decided).Approval)
}

func approvalStale(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := s.undecided(t)
	for version := range int64(4) {
		if version != 1 {
			requireStale(t, s.commit(t, ApprovalSet(decided, version, SampleStep("lee", 40))))
		}
	}
	require.NoError(t, s.commit(t, ApprovalSet(decided, 1, SampleStep("ada", 20))))
	requireStale(t, s.commit(t, ApprovalSet(decided, 1, SampleStep("lee", 40))))
	require.NoError(t, s.commit(t, ApprovalSet(decided, 2, SampleStep("lee", 30))))
	for version := range int64(4) {
		requireStale(t, s.commit(t, ApprovalSet(decided, version, SampleStep("max", 40))))
	}
	require.Equal(t, approval.Steps{SampleStep("ada", 20), SampleStep("lee", 30)}, s.action(t, decided).Approval)
}

func approvalApart(t *testing.T, s StoreSubject) {
	t.Helper()
	decided, other := s.undecided(t), Branched(acme, 2, Noon())
	other.ReceiptID = SampleID(90)
	foreign := Branched(beta, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(other, nil)))
	require.NoError(t, s.commit(t, DecisionSet(foreign, nil)))
	require.NoError(t, s.commit(t, ApprovalSet(decided, 1, SampleStep("ada", 20))))
	for _, untouched := range []*decision.Decision{other, foreign} {
		require.Empty(t, s.action(t, untouched).Approval)
		requireStale(t, s.commit(t, ApprovalSet(untouched, 2, SampleStep("lee", 30))))
		require.NoError(t, s.commit(t, ApprovalSet(untouched, 1, SampleStep("ada", 30))))
	}
	require.Equal(t, approval.Steps{SampleStep("ada", 20)}, s.action(t, decided).Approval)
}

func approvalOfOne(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := s.undecided(t)
	require.NoError(t, s.commit(t, ApprovalSet(decided, 1, SampleStep("ada", 20))))
	require.Equal(t, fault.Internal, fault.Of(s.commit(t, ApprovalSet(decided, 2, SampleStep("ada", 30)))))
	require.Equal(t, approval.FirstApproved, s.action(t, decided).Approval.Standing())
}

func approvalRace(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := s.undecided(t)
	require.NoError(t, s.commit(t, ApprovalSet(decided, 1, SampleStep("ada", 10))))
	require.Equal(t, 1, s.race(t, rivalSteps(decided, 2)))
	require.Len(t, s.action(t, decided).Approval, 2)
}

func approvalFirstRace(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := s.undecided(t)
	require.Equal(t, 1, s.race(t, rivalSteps(decided, 1)))
	require.Len(t, s.action(t, decided).Approval, 1)
}

func rivalSteps(decided *decision.Decision, version int64) []ports.WriteSet {
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = ApprovalSet(decided, version, SampleStep("rival-"+string(rune('a'+i)), byte(20+i)))
	}
	return sets
}

func viewApproval(t *testing.T, s ViewsSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	s.commit(t, DecisionSet(decided, nil))
	want := ports.ApprovalView{Decision: *decided}
	for i, step := range []approval.Step{SampleStep("ada", 20), SampleStep("lee", 30)} {
		view, err := s.Approvals.ViewApproval(t.Context(), acme, decided.ID, decided.Actions[0].ID)
		require.NoError(t, err)
		require.Equal(t, want, view)
		s.commit(t, ApprovalSet(decided, int64(i+1), step))
		want.Steps = append(want.Steps, step)
	}
	view, err := s.Approvals.ViewApproval(t.Context(), acme, decided.ID, decided.Actions[0].ID)
	require.NoError(t, err)
	require.Equal(t, want, view)
}

func viewApprovalNotFound(t *testing.T, s ViewsSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	s.commit(t, DecisionSet(decided, nil))
	s.commit(t, ApprovalSet(decided, 1, SampleStep("ada", 20)))
	actionID := decided.Actions[0].ID
	view, err := s.Approvals.ViewApproval(t.Context(), beta, decided.ID, actionID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	require.Empty(t, view.Steps)
	_, err = s.Approvals.ViewApproval(t.Context(), acme, SampleID(99), actionID)
	require.Equal(t, fault.NotFound, fault.Of(err))
}
