package system_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// quietPlaybook tells of failed runs everywhere, in quiet hours as the choice says.
func (r renter) quietPlaybook(tb testing.TB, choice, event string) renter {
	tb.Helper()
	made := r.do(tb, r.post("/playbooks", document{
		"name": choice, "version": "1.0.0", "on_quiet": choice, "triggers": []document{{"event_types": []string{event}}},
		"actions": []document{{
			"type": "mirror", "surfaces": []string{"ide", "ci", "alert"}, "title": planted + " run {{ signal.attributes.run }}",
			"body": planted, "expires_in_minutes": 10_000,
		}},
	}, nil))
	id := decoded[document](tb, made, http.StatusCreated)["playbook_id"].(string)
	require.Equal(tb, http.StatusOK, r.do(tb, r.post("/playbooks/"+id+"/publish", document{}, nil)).status)
	return r
}

// asleep gives the tenant quiet hours that cover now, for some hours yet.
func (r renter) asleep(tb testing.TB) renter {
	tb.Helper()
	hour := time.Now().UTC().Hour()
	set := r.do(tb, r.setPolicy(document{
		"quiet_hours": document{"start": hour, "end": (hour + 3) % 24},
		"quotas":      document{"max_actions_per_day": 100, "max_actions_per_hour": 100, "max_alerts_per_day": 100, "max_bypasses_per_day": 100},
	}, ""))
	require.Equal(tb, http.StatusOK, set.status, string(set.body))
	return r
}

// awakens has the quiet hours end now: by the policy, and for what waits as if the hours
// had passed.
func (r renter) awakens(tb testing.TB) {
	tb.Helper()
	set := r.do(tb, r.setPolicy(document{"quiet_hours": document{"start": 0, "end": 0}}, ""))
	require.Equal(tb, http.StatusOK, set.status, string(set.body))
	rows[string](tb, r.stack, `UPDATE deferrals SET until = date_trunc('second', now()) - interval '1 second'
		WHERE tenant_id = $1 RETURNING delivery_id::text`, r.id)
	rows[int64](tb, r.stack, `UPDATE river.river_job SET scheduled_at = now()
		WHERE kind = 'release_action' AND state = 'scheduled' AND args ->> 'tenant_id' = $1 RETURNING id`, r.id)
}

// waiting answers how much of the tenant's waits.
func (r renter) waiting(tb testing.TB) int {
	tb.Helper()
	return rows[int](tb, r.stack, "SELECT count(*)::int FROM deferrals WHERE tenant_id = $1 AND released_at IS NULL", r.id)[0]
}

// told is an action of an answer with what waits of it.
type told struct {
	ID       string `json:"action_id"`
	Surfaces []string
	Deferral *struct {
		Surfaces []string
		Until    time.Time `json:"deferred_until"`
		Digest   bool
	}
	Payload struct{ Presentation document }
}

// tells asks about a run and answers the one action.
func (r renter) tells(tb testing.TB, event string, run int, explain bool) (told, []string) {
	tb.Helper()
	ask := r.ask(event, document{"run": float64(run)})
	ask["explain"], ask["context"] = explain, document{"repo_id": planted + "/shop", "branch": planted + time.Now().String()}
	made := decoded[struct {
		Decision struct {
			Actions     []told
			Explanation []struct {
				Steps []struct{ Name, Detail string }
			}
		}
	}](tb, r.do(tb, r.post("/decide", ask, nil)), http.StatusOK).Decision
	require.Len(tb, made.Actions, 1)
	var details []string
	for _, considered := range made.Explanation {
		for _, step := range considered.Steps {
			if step.Name == "actions[0]" {
				details = append(details, step.Detail)
			}
		}
	}
	return made.Actions[0], details
}

func TestWhatIsDeferredIsAnsweredExplainedAndSentWhenQuietHoursEnd(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).quietPlaybook(t, "defer", "ci.failed").asleep(t)
	made, details := r.tells(t, "ci.failed", 1, true)
	require.Equal(t, []string{"ci", "alert"}, made.Deferral.Surfaces)
	require.False(t, made.Deferral.Digest)
	require.Contains(t, made.Payload.Presentation, "ide", "the answer interrupts nobody")
	require.Len(t, details, 1)
	require.Contains(t, details[0], "It waits for quiet hours to end, "+made.Deferral.Until.Format(time.RFC3339))
	require.Equal(t, 2, r.waiting(t))
	require.Zero(t, r.count(t, "deliveries"))

	r.awakens(t)
	for _, surface := range []string{"ci", "alert"} {
		require.Equal(t, made.ID, r.arrived(t, channels()[surface]).ActionID)
		eventually(t, "it is counted", func() bool { return r.delivered(t, surface, "delivered") == 1 })
	}
	require.Zero(t, r.waiting(t))
}

func TestADigestIsOneMessageOfAllThatWaited(t *testing.T) {
	t.Parallel()
	const all = 8
	r := shared.renter(t).quietPlaybook(t, "digest", "ci.failed").asleep(t)
	for run := range all {
		made, _ := r.tells(t, "ci.failed", run, false)
		require.True(t, made.Deferral.Digest)
	}
	r.awakens(t)
	for _, surface := range []string{"ci", "alert"} {
		eventually(t, "the digest arrives", func() bool { return r.delivered(t, surface, "delivered") == all })
		arrived := r.arrived(t, channels()[surface])
		require.Len(t, arrived.Body["actions"], all)
		require.Equal(t, arrived.WebhookID, arrived.Body["digest_id"])
		require.Equal(t, "kim", arrived.Body["actor_id"])
	}
	require.Equal(t, 2, r.count(t, "digests"))
	require.Zero(t, r.waiting(t))
	require.Equal(t, 2*all, r.count(t, "deliveries"))
	jobs := rows[int](t, r.stack, "SELECT count(*)::int FROM river.river_job WHERE kind = 'deliver_digest' AND args ->> 'tenant_id' = $1", r.id)
	require.Equal(t, 2, jobs[0], "however many releases ran at once")
	type listed struct {
		Items []struct {
			DigestID string `json:"digest_id"`
		}
	}
	var page listed
	eventually(t, "no earlier transaction may still add to the list", func() bool {
		page = decoded[listed](t, r.do(t, request{path: "/actors/kim/actions?surface=ci", token: r.token}), http.StatusOK)
		return len(page.Items) > 0
	})
	require.Len(t, page.Items, all)
	require.Equal(t, r.arrivals(t, "ci_workflow")[0].WebhookID, page.Items[0].DigestID)
}

func TestAnInterruptionOfQuietHoursIsSentAtOnceAndAudited(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).quietPlaybook(t, "bypass", "deploy.failed").asleep(t)
	said := newSignal("deploy.failed", document{"run": 1.0})
	said["severity"], said["actor_id"] = "critical", "lee"
	require.Equal(t, http.StatusAccepted, r.do(t, r.post("/signals", said, nil)).status)
	sent := r.arrived(t, "alerting")
	entries := r.audit(t, url.Values{"resource": {"action/" + sent.ActionID}})
	require.Len(t, entries, 1)
	require.Equal(t, "quiet_hours.bypass", entries[0].Action)
	require.Empty(t, entries[0].AdminUserID, "no admin did it")
	require.Equal(t, sent.DecisionID, entries[0].After["decision_id"])
	require.Empty(t, r.arrivals(t, "ci_workflow"))
}
