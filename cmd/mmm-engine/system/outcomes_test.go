package system_test

import (
	"crypto/rand"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

type outcome struct {
	ID         string `json:"outcome_id"`
	DecisionID string `json:"decision_id"`
	ActionID   string `json:"action_id"`
	Result     string
	Reason     string
	ActorID    string    `json:"actor_id"`
	OccurredAt time.Time `json:"occurred_at"`
	RecordedAt time.Time `json:"recorded_at"`
	Receipt    struct {
		ID     string `json:"receipt_id"`
		Status string
	}
}

// offered decides for kim, who is offered a change that needs consent.
func (r renter) offered(tb testing.TB) decision {
	tb.Helper()
	made := r.decide(tb, r.ask("security.vulnerable_dependency", document{
		"package": planted + "-lib", "url": "https://" + planted + ".example.org/advisory",
	}))
	require.Len(tb, made.Actions, 1)
	return made
}

// report is of the decision's first action, with more fields where a test needs them.
func (r renter) report(of decision, result string, more document) request {
	body := document{"action_id": of.Actions[0].ID, "result": result}
	maps.Copy(body, more)
	return r.post("/decisions/"+of.ID+"/outcomes", body, nil)
}

func (r renter) outcome(tb testing.TB, ask request) outcome {
	tb.Helper()
	return decoded[struct{ Outcome outcome }](tb, r.do(tb, ask), http.StatusAccepted).Outcome
}

// as is another caller of the tenant.
func (r renter) as(tb testing.TB, actorID string, scopes ...actor.Scope) renter {
	tb.Helper()
	r.token = r.mint(tb, iam.Grant{TenantID: tenant.ID(r.id), ActorID: actorID, Scopes: scopes})
	return r
}

func TestTheWholeLifeOfAnActionIsRecordedAndEvidenced(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.offered(t)
	life := []string{"shown", "accepted", "executed"}
	told := make([]outcome, len(life))
	for i, result := range life {
		got := r.do(t, r.report(made, result, document{"reason": planted + "-reason"}))
		require.NotEmpty(t, got.header.Get("MMM-Consistency-Token"))
		told[i] = decoded[struct{ Outcome outcome }](t, got, http.StatusAccepted).Outcome
		require.Equal(t, []string{made.ID, made.Actions[0].ID, result, planted + "-reason", "kim", "pending"}, []string{
			told[i].DecisionID, told[i].ActionID, told[i].Result, told[i].Reason, told[i].ActorID, told[i].Receipt.Status,
		})
	}
	r.requireWholeChain(t)
	require.Equal(t, 3, r.count(t, "outcomes"))
	received := r.received(t)
	about := received[made.Receipt.ID]
	require.NotEmpty(t, about.Inputs.ActorRef)
	for _, one := range told {
		kept := received[one.Receipt.ID]
		require.Equal(t, made.Receipt.ID, kept.Parent, "an outcome's parent is its decision's receipt")
		require.Equal(t, one.ActionID, kept.Inputs.ActionID)
		kept.Inputs.ActionID = ""
		require.Equal(t, about.Inputs, kept.Inputs, "of the same actor and decision")
		require.Equal(t, []string{one.Result, one.ID}, []string{kept.Result.Outcome, kept.Result.OutcomeID})
		require.NotContains(t, kept.text, planted+"-reason", "an actor's own words are no evidence")
	}
	all := shared.metrics(t)
	for _, result := range life {
		require.InDelta(t, 1, all.value("mmm_outcomes_total", labels{"tenant_id": r.id, "result": result}), 0)
	}
	require.InDelta(t, 1, all.value("mmm_actions_accepted_total", labels{"tenant_id": r.id, "action_type": "multiplier"}), 0)
}

func TestTheSameOutcomeTwiceIsTheSameOutcome(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.offered(t)
	r.outcome(t, r.report(made, "shown", nil))
	first := r.outcome(t, r.report(made, "dismissed", document{"reason": "not useful"}))
	before := r.counts(t)
	again := r.outcome(t, r.report(made, "dismissed", document{"reason": planted, "actor_id": "lee"}))
	require.Equal(t, first, again)
	require.Equal(t, "shown", r.outcome(t, r.report(made, "shown", nil)).Result)
	require.Equal(t, before, r.counts(t))
	require.InDelta(t, 1, shared.metrics(t).value("mmm_outcomes_total", labels{"tenant_id": r.id, "result": "dismissed"}), 0)
	r.requireWholeChain(t)
}

func TestAnIllegalOrderOfOutcomesIsAConflict(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	for _, story := range []struct {
		legal   []string
		illegal []string
	}{
		{nil, []string{"ignored", "dismissed", "accepted", "executed", "failed"}},
		{[]string{"shown"}, []string{"executed", "failed"}},
		{[]string{"shown", "ignored"}, []string{"dismissed", "accepted", "executed", "failed"}},
	} {
		made := r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
		for _, result := range story.legal {
			r.outcome(t, r.report(made, result, nil))
		}
		before := r.counts(t)
		for _, result := range story.illegal {
			got := r.do(t, r.report(made, result, document{"reason": planted}))
			require.Equal(t, "ILLEGAL_ORDER", refused(t, got, http.StatusConflict).Code)
		}
		require.Equal(t, before, r.counts(t))
	}
}

func TestWhatNeedsASecondPersonIsNotExecutedWithoutTheApproval(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	r.publish(t, rotation())
	got := r.do(t, r.report(r.accepted(t), "executed", nil))
	require.Equal(t, "APPROVAL_REQUIRED", refused(t, got, http.StatusConflict).Code)
	require.Equal(t, 2, r.count(t, "outcomes"))
}

// publish puts a playbook in force.
func (r renter) publish(tb testing.TB, definition document) {
	tb.Helper()
	made := decoded[document](tb, r.do(tb, r.post("/playbooks", definition, nil)), http.StatusCreated)
	got := r.do(tb, r.post("/playbooks/"+made["playbook_id"].(string)+"/publish", document{}, nil))
	require.Equal(tb, http.StatusOK, got.status, string(got.body))
}

func TestEveryProblemOfAReportIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.offered(t)
	r.outcome(t, r.report(made, "shown", nil))
	for name, bad := range map[string]struct {
		body  document
		paths []string
	}{
		"no reason":      {document{"result": "dismissed"}, []string{"reason"}},
		"a blank reason": {document{"result": "failed", "reason": " "}, []string{"reason"}},
		"a secret":       {document{"result": "ignored", "reason": "AKIA" + "ABCDEFGHIJKLMNOP"}, []string{"reason"}},
		"all of it": {document{
			"action_id": planted, "result": planted, "occurred_at": planted, "colour": planted, "actor_id": planted + "\u200b",
		}, []string{"action_id", "result", "occurred_at", "colour", "actor_id"}},
	} {
		got := r.do(t, r.report(made, "", bad.body))
		require.ElementsMatch(t, bad.paths, refused(t, got, http.StatusUnprocessableEntity).paths(), name)
		require.NotContains(t, string(got.body), "AKIA")
	}
	require.Equal(t, 1, r.count(t, "outcomes"))
}

func TestAnOutcomeOfWhatIsNotTheCallersIsNotFound(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made, other := r.offered(t), r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	before := r.counts(t)
	unknown := made
	unknown.ID = "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c"
	for name, ask := range map[string]request{
		"an unknown decision":        r.report(unknown, "shown", nil),
		"what is no decision's name": r.post("/decisions/nothing/outcomes", document{"action_id": made.ID, "result": "shown"}, nil),
		"another tenant's":           shared.renter(t).report(made, "shown", nil),
		"another actor's":            r.as(t, "lee", actor.ScopeOutcome).report(made, "shown", nil),
	} {
		p := refused(t, r.do(t, ask), http.StatusNotFound)
		require.Equal(t, "NOT_FOUND", p.Code, name)
		require.Empty(t, p.Errors, name)
	}
	for _, actionID := range []string{other.Actions[0].ID, unknown.ID, made.ID} {
		got := r.do(t, r.report(made, "shown", document{"action_id": actionID}))
		require.Equal(t, []string{"action_id"}, refused(t, got, http.StatusNotFound).paths())
	}
	require.Equal(t, before, r.counts(t))
}

func TestWhoReportsForWhom(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	kim := r.as(t, "kim", actor.ScopeOutcome)
	ci := r.as(t, "ci-7", actor.ScopeOutcome, actor.ScopeActForOthers)
	powerless := r.as(t, "kim", actor.ScopeDecide)
	p := refused(t, r.do(t, powerless.report(made, "shown", nil)), http.StatusForbidden)
	require.Equal(t, "SCOPE_REQUIRED", p.Code)
	p = refused(t, r.do(t, kim.report(made, "shown", document{"actor_id": "lee"})), http.StatusForbidden)
	require.Equal(t, "SCOPE_REQUIRED", p.Code)

	shown := r.outcome(t, ci.report(made, "shown", nil))
	require.Equal(t, "kim", shown.ActorID, "the decision's actor saw it, whoever reports it")
	ignored := r.outcome(t, ci.report(made, "ignored", document{"actor_id": "lee", "occurred_at": "2020-01-01T00:00:00Z"}))
	require.Equal(t, "lee", ignored.ActorID)
	require.False(t, ignored.OccurredAt.Before(shown.RecordedAt.Add(-time.Minute)), "nothing occurs before its decision")
	r.requireWholeChain(t)
	received := r.received(t)
	require.Equal(t, received[made.Receipt.ID].Inputs.ActorRef, received[shown.Receipt.ID].Inputs.ActorRef)
	require.NotEqual(t, received[made.Receipt.ID].Inputs.ActorRef, received[ignored.Receipt.ID].Inputs.ActorRef)
	require.Equal(t, 2, r.count(t, "actor_refs"))
}

func TestTheSameOutcomeReportedAllAtOnceIsOneOutcome(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.offered(t)
	before := r.counts(t)
	const reporters = 32
	answers := make([]answer, reporters)
	var group sync.WaitGroup
	name := "a-" + rand.Text() // new, so that its reference is claimed in the same write
	for i := range reporters {
		group.Go(func() { answers[i], _ = r.try(t.Context(), r.report(made, "shown", document{"actor_id": name})) })
	}
	group.Wait()
	ids := map[string]bool{}
	for _, got := range answers {
		ids[decoded[struct{ Outcome outcome }](t, got, http.StatusAccepted).Outcome.ID] = true
	}
	require.Len(t, ids, 1)
	after := r.counts(t)
	for table, more := range map[string]int{"outcomes": 1, "receipts": 1, "events": 1, "actor_refs": 1} {
		require.Equal(t, before[table]+more, after[table], table)
	}
	r.requireWholeChain(t)
}

func TestOfTwoAnswersAtOnceOneIsRecordedAndTheOtherRefused(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	for range 8 {
		made := r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
		r.outcome(t, r.report(made, "shown", nil))
		asks := []request{r.report(made, "accepted", nil), r.report(made, "ignored", nil)}
		answers := make([]answer, len(asks))
		var group sync.WaitGroup
		for i, ask := range asks {
			group.Go(func() { answers[i], _ = r.try(t.Context(), ask) })
		}
		group.Wait()
		require.ElementsMatch(t, []int{http.StatusAccepted, http.StatusConflict}, []int{answers[0].status, answers[1].status})
	}
	require.Equal(t, 16, r.count(t, "outcomes"))
}
