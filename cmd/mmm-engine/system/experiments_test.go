package system_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// newExperiment holds out a few of everything.
func newExperiment() document {
	return document{"name": "a-stranger's", "variants": []document{
		{"name": "talk", "weight": 9000, "control": true}, {"name": "hush", "weight": 1000, "holdout": true},
	}}
}

// comparing is an experiment on the first action of a playbook.
func comparing(playbookID string, weights ...int) document {
	return document{
		"name": planted + "-words", "playbooks": []string{playbookID},
		"variants": []document{
			{"name": "control", "weight": weights[0], "control": true},
			{"name": "short", "weight": weights[1], "texts": []document{{
				"playbook_id": playbookID, "revision": 1, "action": 0, "title": "{{ signal.event_type }} in {{ context.repo_id }}",
				"rationale": "Other words for the same.", "evidence": []string{"{{ signal.attributes.url }}"},
			}}},
			{"name": "silent", "weight": weights[2], "holdout": true},
		},
	}
}

// experiment creates one and answers its id.
func (r renter) experiment(tb testing.TB, body document) string {
	tb.Helper()
	created := r.do(tb, r.post("/experiments", body, nil))
	return decoded[struct {
		ID string `json:"experiment_id"`
	}](tb, created, http.StatusCreated).ID
}

// become activates or deactivates and wants the status.
func (r renter) become(tb testing.TB, experimentID, verb string, status int) answer {
	tb.Helper()
	got := r.do(tb, r.post("/experiments/"+experimentID+"/"+verb, document{}, nil))
	require.Equal(tb, status, got.status, string(got.body))
	return got
}

// trialled is what a decision of an experiment shows.
type trialled struct {
	Assignments []struct {
		ExperimentID string `json:"experiment_id"`
		Variant      string
	} `json:"experiment_assignments"`
	Actions []proposal
	Held    []struct{ Reason, Detail string } `json:"suppressed"`
}

// trial decides for an actor and answers the variant and what came of it.
func (r renter) trial(tb testing.TB, actorID string) (variant, said string) {
	tb.Helper()
	ask := r.ask("security.code_scanning", alert())
	ask["actor_id"], ask["dry_run"] = actorID, true
	made := decoded[struct{ Decision trialled }](tb, r.do(tb, r.post("/decide", ask, nil)), http.StatusOK).Decision
	if len(made.Assignments) > 0 {
		variant = made.Assignments[0].Variant
	}
	if len(made.Actions) > 0 {
		return variant, made.Actions[0].Payload.Title
	}
	require.Len(tb, made.Held, 1)
	require.Contains(tb, made.Held[0].Detail, planted+"-words")
	return variant, made.Held[0].Reason
}

func TestAnExperimentGivesEveryActorItsVariantOnEveryInstance(t *testing.T) {
	t.Parallel()
	first := newStack(t, nil)
	r := first.renter(t).withExamples(t)
	other := renter{stack: first.beside(t), id: r.id, token: r.token}
	playbookID := r.decide(t, r.ask("security.code_scanning", alert())).Fired[0].PlaybookID
	experimentID := r.experiment(t, comparing(playbookID, 4000, 4000, 2000))
	variant, own := other.trial(t, "actor-0")
	require.Empty(t, variant, "a draft takes part in nothing")
	r.become(t, experimentID, "activate", http.StatusOK)

	want := map[string]string{
		"control": own, "short": "security.code_scanning in " + planted + "/shop", "silent": "experiment_holdout",
	}
	seen := map[string]int{}
	for i := range 40 {
		actorID := fmt.Sprint("actor-", i)
		variant, said := r.trial(t, actorID)
		require.Equal(t, want[variant], said, variant)
		again, elsewhere := other.trial(t, actorID)
		require.Equal(t, variant, again, "the same on every instance")
		require.Equal(t, said, elsewhere)
		seen[variant]++
	}
	require.Len(t, seen, 3, "every variant has actors: %v", seen)

	r.become(t, experimentID, "deactivate", http.StatusOK)
	variant, said := other.trial(t, "actor-0")
	require.Empty(t, variant)
	require.Equal(t, own, said)
}

func TestWhatAnExperimentDidIsKeptWithItsDecision(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	playbookID := r.decide(t, r.ask("security.code_scanning", alert())).Fired[0].PlaybookID
	experimentID := r.experiment(t, comparing(playbookID, 0, 10_000, 0))
	r.become(t, experimentID, "activate", http.StatusOK)
	made := r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	read := request{method: http.MethodGet, path: "/decisions/" + made.ID, token: r.token}
	kept := decoded[struct{ Decision trialled }](t, r.do(t, read), http.StatusOK).Decision
	require.Len(t, kept.Assignments, 1)
	require.Equal(t, experimentID, kept.Assignments[0].ExperimentID)
	require.Equal(t, "short", kept.Assignments[0].Variant)
	counted := fmt.Sprintf(`%%"experiments":[{"experiment_id":"%s","variant":"short"}]%%`, experimentID)
	for _, table := range []string{"receipts", "events"} {
		found := rows[string](t, r.stack, "SELECT body FROM "+table+" WHERE tenant_id = $1 AND body LIKE $2", r.id, counted)
		require.Len(t, found, 1, table)
		require.NotContains(t, found[0], "actor-")
	}
	r.requireWholeChain(t)
}

func TestAnExperimentChangesOnlyAsItMay(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	playbookID := r.decide(t, r.ask("security.code_scanning", alert())).Fired[0].PlaybookID
	bad := comparing(playbookID, 4000, 4000, 1000)
	bad["variants"].([]document)[1]["texts"].([]document)[0]["title"] = "{{ signal.colour }}"
	p := refused(t, r.do(t, r.post("/experiments", bad, nil)), http.StatusUnprocessableEntity)
	require.ElementsMatch(t, []string{"variants", "variants[1].texts[0].title"}, p.paths())

	experimentID := r.experiment(t, comparing(playbookID, 4000, 4000, 2000))
	etag := r.become(t, experimentID, "activate", http.StatusOK).header.Get("ETag")
	replace := func(body document, ifMatch string) answer {
		return r.do(t, request{
			method: http.MethodPut, path: "/experiments/" + experimentID, token: r.token, body: body,
			header: map[string]string{"If-Match": ifMatch},
		})
	}
	moved := comparing(playbookID, 5000, 3000, 2000)
	require.Equal(t, "EXPERIMENT_ACTIVE", refused(t, replace(moved, etag), http.StatusConflict).Code)
	require.Equal(t, "VERSION_MISMATCH", refused(t, replace(moved, `"1"`), http.StatusPreconditionFailed).Code)
	renamed := comparing(playbookID, 4000, 4000, 2000)
	renamed["description"] = planted
	require.Equal(t, http.StatusOK, replace(renamed, etag).status)

	rival := r.experiment(t, comparing(playbookID, 5000, 5000, 0))
	overlap := refused(t, r.become(t, rival, "activate", http.StatusConflict), http.StatusConflict)
	require.Equal(t, "EXPERIMENT_OVERLAP", overlap.Code)
	require.Contains(t, overlap.Detail, experimentID)
	whole := r.experiment(t, newExperiment())
	r.become(t, whole, "activate", http.StatusOK)
	r.become(t, experimentID, "deactivate", http.StatusOK)
	require.Equal(t, http.StatusOK, replace(moved, "").status)
	r.become(t, rival, "activate", http.StatusOK)

	active := r.do(t, request{method: http.MethodGet, path: "/experiments?status=active", token: r.token})
	page := decoded[struct {
		Items []struct {
			ID string `json:"experiment_id"`
		}
	}](t, active, http.StatusOK)
	require.Len(t, page.Items, 2)
	require.Equal(t, []string{rival, whole}, []string{page.Items[0].ID, page.Items[1].ID})
	actions := rows[string](t, r.stack, `SELECT action FROM audit_entries
		WHERE tenant_id = $1 AND resource = $2 ORDER BY entry_id`, r.id, "experiment/"+experimentID)
	require.Equal(t, []string{
		"experiment.create", "experiment.activate", "experiment.update", "experiment.deactivate", "experiment.update",
	}, actions)
}
