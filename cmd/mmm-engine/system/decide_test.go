package system_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestTheMentorSuggestsAFirstStepOnASeriousAlert(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	got := r.decide(t, r.ask("security.code_scanning", alert()))
	require.Len(t, got.Fired, 1)
	require.Len(t, got.Actions, 1)
	action := got.Actions[0]
	require.Equal(t, "mentor", action.Type)
	require.Equal(t, "planted-rule: high alert in planted/shop", action.Payload.Title)
	require.Equal(t, []string{"https://planted.example.org/alerts/7"}, action.Payload.EvidenceLinks)
	require.NotEmpty(t, action.Payload.Rationale)
	require.True(t, action.Dismissible)

	mild := r.ask("security.code_scanning", alert())
	mild["signal"].(document)["severity"] = "low"
	require.Empty(t, r.decide(t, mild).Actions)
}

func TestTheMirrorShowsRepeatedFailuresFromTheThirdOn(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	for range 2 {
		require.Empty(t, r.decide(t, r.ask("ci.failed", document{"workflow": planted + "-build"})).Actions)
	}
	got := r.decide(t, r.ask("ci.failed", document{"workflow": planted + "-build"}))
	require.Len(t, got.Actions, 1)
	require.Equal(t, "mirror", got.Actions[0].Type)
	require.Equal(t, "3 runs failed on planted-branch within a day", got.Actions[0].Payload.Title)
	require.Equal(t, "The last one was planted-build.", got.Actions[0].Payload.Body)
}

func TestTheMultiplierOffersAChangeAndAsksForConsent(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	attributes := document{"package": planted + "-lib", "url": "https://" + planted + ".example.org/advisory"}
	got := r.decide(t, r.ask("security.vulnerable_dependency", attributes))
	require.Len(t, got.Actions, 1)
	require.Equal(t, "multiplier", got.Actions[0].Type)
	require.True(t, got.Actions[0].RequiresConsent)
	require.Equal(t, "Open a draft change that raises planted-lib?", got.Actions[0].Payload.Title)
}

func TestADecisionHasTheFieldsOfTheContract(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	ask := r.ask("security.code_scanning", alert())
	ask["explain"] = true
	got := r.do(t, r.post("/decide", ask, nil))
	fields := decoded[struct{ Decision document }](t, got, http.StatusOK).Decision
	require.ElementsMatch(t, []string{
		"decision_id", "tenant_id", "actor_id", "actor_type", "surface", "created_at", "policy_snapshot_id",
		"policy_stale", "degraded_mode", "degraded_reasons", "latency_warning", "signal_id", "playbooks_fired",
		"experiment_assignments", "receipt", "explanation", "actions", "suppressed",
	}, slices.Collect(maps.Keys(fields)))
	require.ElementsMatch(t, []string{
		"action_id", "type", "surfaces", "playbook_id", "revision", "payload", "requires_consent",
		"requires_dual_channel", "expires_at", "dismissible",
	}, slices.Collect(maps.Keys(fields["actions"].([]any)[0].(document))))
	require.Equal(t, "ide", fields["surface"])
	require.Equal(t, "kim", fields["actor_id"])
	for name, value := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
		"Strict-Transport-Security": "max-age=31536000", "Content-Type": "application/json",
	} {
		require.Equal(t, value, got.header.Get(name), name)
	}
	require.NotEmpty(t, got.header.Get("MMM-Consistency-Token"))
	again := r.do(t, request{method: http.MethodGet, path: "/decisions/" + fields["decision_id"].(string), token: r.token})
	require.Equal(t, fields["actions"], decoded[struct{ Decision document }](t, again, http.StatusOK).Decision["actions"])
}

func TestAnExplanationTellsOfEveryPlaybookInForce(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	ask := r.ask("security.code_scanning", alert())
	ask["explain"] = true
	got := r.decide(t, ask)
	require.Len(t, got.Explanation, 3)
	for _, considered := range got.Explanation {
		require.Equal(t, considered.PlaybookID == got.Fired[0].PlaybookID, considered.Fired)
		require.NotEmpty(t, considered.Steps)
		require.Equal(t, "trigger", considered.Steps[0].Name)
		require.Equal(t, considered.Fired, considered.Steps[0].Passed)
	}
}

func TestAnAnswerIsPresentedForTheSurfaceThatAsks(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	for surface, parts := range map[string][]string{
		"ide": {"status_line", "card"}, "ci": {"summary", "annotations"}, "alert": {"title", "text"},
	} {
		ask := toAnother(r.ask("security.code_scanning", alert()))
		ask["surface"] = surface
		ask["context"].(document)["file_path"] = planted + "/cart.go"
		presented := r.decide(t, ask).Actions[0].Payload.Presentation
		require.Equal(t, []string{surface}, slices.Collect(maps.Keys(presented)))
		require.ElementsMatch(t, parts, slices.Collect(maps.Keys(presented[surface])))
		switch surface {
		case "ide":
			require.LessOrEqual(t, utf8.RuneCountInString(presented[surface]["status_line"].(string)), 80)
		case "ci":
			annotation := presented[surface]["annotations"].([]any)[0].(document)
			require.ElementsMatch(t, []string{"path", "line", "level", "message"}, slices.Collect(maps.Keys(annotation)))
			require.Equal(t, planted+"/cart.go", annotation["path"])
			require.Contains(t, presented[surface]["summary"], "### planted-rule: high alert")
		}
	}
}
