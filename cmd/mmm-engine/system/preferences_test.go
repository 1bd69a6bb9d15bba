package system_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// wishes are an actor's preferences as the API answers them.
type wishes struct {
	OptOut      []string  `json:"opt_out_categories"`
	SnoozeUntil time.Time `json:"snooze_until"`
	Surfaces    []string  `json:"preferred_surfaces"`
}

func preferencesOf(actorID string) string {
	return "/actors/" + url.PathEscape(actorID) + "/preferences"
}

// wants sets an actor's preferences and answers their ETag.
func (r renter) wants(tb testing.TB, actorID string, body document) string {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodPut, path: preferencesOf(actorID), token: r.token, body: body})
	decoded[wishes](tb, got, http.StatusOK)
	return got.header.Get("ETag")
}

func (r renter) wishes(tb testing.TB, actorID string) wishes {
	tb.Helper()
	return decoded[wishes](tb, r.do(tb, request{method: http.MethodGet, path: preferencesOf(actorID), token: r.token}), http.StatusOK)
}

// held asks for a decision and answers where its one action goes, or why nothing is
// said, which the explanation tells too.
func (r renter) held(tb testing.TB) (surfaces []string, reason string) {
	tb.Helper()
	ask := r.ask("security.code_scanning", alert())
	ask["explain"], ask["dry_run"] = true, true // which takes nothing from what may be shown next
	made := decoded[struct {
		Decision struct {
			Actions     []struct{ Surfaces []string }
			Suppressed  []struct{ Reason, Detail string }
			Explanation []struct {
				Steps []struct{ Name, Detail string }
			}
		}
	}](tb, r.do(tb, r.post("/decide", ask, nil)), http.StatusOK).Decision
	if len(made.Actions) > 0 {
		require.Empty(tb, made.Suppressed)
		return made.Actions[0].Surfaces, ""
	}
	require.Len(tb, made.Suppressed, 1)
	reason = made.Suppressed[0].Reason
	var details []string
	for _, considered := range made.Explanation {
		for _, step := range considered.Steps {
			if step.Name == "actions[0]" {
				details = append(details, step.Detail)
			}
		}
	}
	require.Len(tb, details, 1)
	require.Contains(tb, details[0], reason+": ")
	return nil, reason
}

func TestPreferencesAreObeyedByTheNextDecisionAndSeenByNoOtherTenant(t *testing.T) {
	t.Parallel()
	owner, stranger := shared.renter(t).withExamples(t), shared.renter(t).withExamples(t)
	kim, other := owner.as(t, "kim", actor.ScopeDecide), stranger.as(t, "kim", actor.ScopeDecide)
	all, reason := kim.held(t)
	require.Empty(t, reason)
	require.Equal(t, wishes{OptOut: []string{}, Surfaces: []string{}}, kim.wishes(t, "kim"))

	got := kim.do(t, kim.post(preferencesOf("kim")+"/snooze", document{"duration_hours": 2160}, nil))
	snoozed := decoded[wishes](t, got, http.StatusOK)
	require.WithinDuration(t, time.Now().Add(90*24*time.Hour), snoozed.SnoozeUntil, patience)
	require.NotEmpty(t, got.header.Get("MMM-Consistency-Token"))
	_, reason = kim.held(t)
	require.Equal(t, "snoozed", reason)

	kim.wants(t, "kim", document{"opt_out_categories": []string{"mentor"}})
	_, reason = kim.held(t)
	require.Equal(t, "opted_out", reason)

	require.Contains(t, all, "ide")
	kim.wants(t, "kim", document{"preferred_surfaces": []string{"ide"}})
	surfaces, _ := kim.held(t)
	require.Equal(t, []string{"ide"}, surfaces)

	kim.wants(t, "kim", document{"opt_out_categories": []string{"mirror", "multiplier"}, "snooze_until": snoozed.SnoozeUntil})
	_, reason = kim.held(t)
	require.Equal(t, "snoozed", reason)

	surfaces, _ = other.held(t)
	require.Equal(t, all, surfaces)
	require.Equal(t, wishes{OptOut: []string{}, Surfaces: []string{}}, stranger.wishes(t, "kim"), "not even its admin sees another tenant's")
	require.Zero(t, stranger.count(t, "actor_preferences"))

	kim.wants(t, "kim", document{})
	surfaces, _ = kim.held(t)
	require.Equal(t, all, surfaces)
}

func TestPreferencesAreTheActorsOwnAndTheAdminsToSet(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	for _, name := range []string{"idp:team/lee", "👩‍💻"} {
		lee := r.as(t, name)
		require.Equal(t, `"1"`, lee.wants(t, name, document{"opt_out_categories": []string{"mirror"}}))
		require.Equal(t, `"2"`, r.wants(t, name, document{"opt_out_categories": []string{"multiplier"}}))
		require.Equal(t, []string{"multiplier"}, lee.wishes(t, name).OptOut)
		for _, r := range []request{
			{method: http.MethodGet, path: preferencesOf(name)}, {method: http.MethodPut, path: preferencesOf(name), body: document{}},
			{method: http.MethodPost, path: preferencesOf(name) + "/snooze", body: document{"duration_hours": 1}},
		} {
			r.token = lee.as(t, "max", actor.ScopeActForOthers).token
			require.Equal(t, "ROLE_REQUIRED", refused(t, lee.do(t, r), http.StatusForbidden).Code)
		}
		stale := request{method: http.MethodPut, path: preferencesOf(name), token: lee.token, body: document{}}
		stale.header = map[string]string{"If-Match": `"1"`}
		require.Equal(t, "VERSION_MISMATCH", refused(t, lee.do(t, stale), http.StatusPreconditionFailed).Code)
	}
	audited := rows[string](t, r.stack, "SELECT admin_id || ' ' || action FROM audit_entries WHERE tenant_id = $1", r.id)
	require.Equal(t, []string{"kim preferences.set", "kim preferences.set"}, audited, "an actor's own are no admin's change")
	for _, body := range rows[string](t, r.stack, "SELECT body FROM receipts WHERE tenant_id = $1", r.id) {
		require.NotContains(t, body, "lee")
		require.NotContains(t, body, "kim")
	}
	require.Equal(t, 4, r.count(t, "receipts"))
	require.Equal(t, 3, r.count(t, "actor_refs"), "of the admin too")
	r.requireWholeChain(t)
}
