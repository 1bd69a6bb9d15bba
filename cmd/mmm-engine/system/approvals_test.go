package system_test

import (
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

type approval struct {
	ActionID   string `json:"action_id"`
	DecisionID string `json:"decision_id"`
	State      string
	ExpiresAt  time.Time `json:"expires_at"`
	Steps      []struct {
		ActorID   string `json:"actor_id"`
		Decision  string
		Reason    string
		ReceiptID string `json:"receipt_id"`
	}
}

// rotation is a playbook whose action demands two people.
func rotation() document {
	return document{
		"name": "rotation", "version": "1", "triggers": []document{{"event_types": []string{"security.secret_leaked"}}},
		"actions": []document{{
			"type": "multiplier", "surfaces": []string{"ide"}, "title": "Rotate the credential?", "rationale": "It was published.",
			"evidence": []string{"https://example.org/leak"}, "requires_dual_channel": true,
		}},
	}
}

// accepted decides for kim, who accepts what two people have to approve.
func (r renter) accepted(tb testing.TB) decision {
	tb.Helper()
	made := r.decide(tb, r.ask("security.secret_leaked", document{}))
	require.Len(tb, made.Actions, 1)
	r.outcome(tb, r.report(made, "shown", nil))
	r.outcome(tb, r.report(made, "accepted", nil))
	return made
}

func (r renter) verdict(of decision, verdict string) request {
	return r.post("/actions/"+of.Actions[0].ID+"/approvals", document{"decision": verdict, "reason": planted + "-words"}, nil)
}

func (r renter) approval(tb testing.TB, of decision) approval {
	tb.Helper()
	ask := request{method: http.MethodGet, path: "/actions/" + of.Actions[0].ID + "/approvals", token: r.token}
	return decoded[approval](tb, r.do(tb, ask), http.StatusOK)
}

func (r renter) approver(tb testing.TB, name string) renter {
	tb.Helper()
	return r.inRole(tb, name, actor.RoleApprover)
}

func TestTwoPeopleApproveWhatIsThenExecuted(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	r.publish(t, rotation())
	made := r.accepted(t)
	lee := r.approver(t, "lee")
	require.Equal(t, "pending", lee.approval(t, made).State)
	require.Equal(t, "ACTOR_FIRST", refused(t, r.do(t, lee.verdict(made, "approve")), http.StatusConflict).Code)
	require.Equal(t, "APPROVAL_REQUIRED", refused(t, r.do(t, r.report(made, "executed", nil)), http.StatusConflict).Code)

	first := decoded[approval](t, r.do(t, r.verdict(made, "approve")), http.StatusOK)
	require.Equal(t, "first_approved", first.State)
	before := r.counts(t)
	require.Equal(t, "SELF_APPROVAL", forbidden(t, r.do(t, r.verdict(made, "approve"))).Code)
	require.Equal(t, "ROLE_REQUIRED", forbidden(t, r.do(t, r.inRole(t, "ann", actor.RoleTenantAdmin).verdict(made, "approve"))).Code)
	require.Equal(t, "APPROVAL_REQUIRED", refused(t, r.do(t, r.report(made, "executed", nil)), http.StatusConflict).Code)
	require.Equal(t, before, r.counts(t))

	got := r.do(t, lee.verdict(made, "approve"))
	require.NotEmpty(t, got.header.Get("MMM-Consistency-Token"))
	second := decoded[approval](t, got, http.StatusOK)
	require.Equal(t, "fully_approved", second.State)
	after := r.counts(t)
	require.Equal(t, before["receipts"]+1, after["receipts"])
	require.Equal(t, second, decoded[approval](t, r.do(t, lee.verdict(made, "approve")), http.StatusOK), "the same step again")
	require.Equal(t, "APPROVAL_DECIDED", refused(t, r.do(t, r.approver(t, "max").verdict(made, "approve")), http.StatusConflict).Code)
	require.Equal(t, after, r.counts(t))
	require.Equal(t, second, r.approval(t, made))
	require.Equal(t, "executed", r.outcome(t, r.report(made, "executed", nil)).Result)
	r.requireStepsEvidenced(t, made, second)
}

// requireStepsEvidenced wants each step's receipt below the decision's, of two people,
// and an entry each in the audit.
func (r renter) requireStepsEvidenced(t *testing.T, made decision, whole approval) {
	t.Helper()
	require.Equal(t, []string{made.Actions[0].ID, made.ID}, []string{whole.ActionID, whole.DecisionID})
	require.Len(t, whole.Steps, 2)
	require.Equal(t, []string{"kim", "lee"}, []string{whole.Steps[0].ActorID, whole.Steps[1].ActorID})
	r.requireWholeChain(t)
	received, refs := r.received(t), map[string]bool{}
	for _, step := range whole.Steps {
		kept := received[step.ReceiptID]
		require.Equal(t, made.Receipt.ID, kept.Parent)
		require.Equal(t, whole.ActionID, kept.Inputs.ActionID)
		require.NotContains(t, kept.text, planted+"-words")
		refs[kept.Inputs.ActorRef] = true
	}
	require.Len(t, refs, 2)
	require.True(t, refs[received[made.Receipt.ID].Inputs.ActorRef], "the first is the decision's actor")
	entries := r.audit(t, url.Values{"resource": {"action/" + whole.ActionID}})
	require.Len(t, entries, 2)
	require.Equal(t, []string{"lee", "approval.approve"}, []string{entries[0].AdminUserID, entries[0].Action})
	require.Equal(t, []any{"first_approved", "fully_approved"}, []any{entries[0].Before["state"], entries[0].After["state"]})
}

func TestOnlyADesignatedApproverIsTheSecondPerson(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	r.publish(t, rotation())
	made := r.accepted(t)
	policy := document{"designated_approvers": []string{"lee"}}
	require.Equal(t, http.StatusOK, r.do(t, r.setPolicy(policy, "")).status)
	decoded[approval](t, r.do(t, r.verdict(made, "approve")), http.StatusOK)
	require.Equal(t, "NOT_DESIGNATED", forbidden(t, r.do(t, r.approver(t, "max").verdict(made, "approve"))).Code)
	require.Equal(t, "ROLE_REQUIRED", forbidden(t, r.do(t, r.as(t, "lee").verdict(made, "approve"))).Code)
	require.Equal(t, "rejected", decoded[approval](t, r.do(t, r.approver(t, "lee").verdict(made, "reject")), http.StatusOK).State)
	require.Equal(t, "APPROVAL_REQUIRED", refused(t, r.do(t, r.report(made, "executed", nil)), http.StatusConflict).Code)
}

func TestOfTwoApproversAtOnceOneIsTheSecondPerson(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	r.publish(t, rotation())
	for i := range 4 {
		ask := r.ask("security.secret_leaked", document{})
		ask["context"] = document{"repo_id": planted + "/shop", "branch": planted + strconv.Itoa(i)} // a work item each
		made := r.decide(t, ask)
		decoded[approval](t, r.do(t, r.verdict(made, "approve")), http.StatusOK)
		asks := []request{r.approver(t, "lee").verdict(made, "approve"), r.approver(t, "max").verdict(made, "reject")}
		answers := make([]answer, len(asks))
		var group sync.WaitGroup
		for i, ask := range asks {
			group.Go(func() { answers[i], _ = r.try(t.Context(), ask) })
		}
		group.Wait()
		require.ElementsMatch(t, []int{http.StatusOK, http.StatusConflict}, []int{answers[0].status, answers[1].status})
		require.Len(t, r.approval(t, made).Steps, 2)
	}
}

func TestAnApprovalOfAnotherTenantOrOfNothingIsNotFound(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	r.publish(t, rotation())
	made, plain := r.accepted(t), r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	unknown := made
	unknown.Actions = []proposal{{ID: "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c"}}
	for name, ask := range map[string]request{
		"another tenant's": shared.renter(t).verdict(made, "approve"), "unknown": r.verdict(unknown, "approve"),
		"what needs no second person": r.verdict(plain, "approve"),
	} {
		require.Equal(t, "NOT_FOUND", refused(t, r.do(t, ask), http.StatusNotFound).Code, name)
		ask.method, ask.body = http.MethodGet, nil
		require.Equal(t, "NOT_FOUND", refused(t, r.do(t, ask), http.StatusNotFound).Code, name)
	}
	bad := r.post("/actions/"+made.Actions[0].ID+"/approvals", document{"decision": planted, "by": planted}, nil)
	require.ElementsMatch(t, []string{"decision", "by"}, refused(t, r.do(t, bad), http.StatusUnprocessableEntity).paths())
	require.Zero(t, r.count(t, "approvals"))
}
