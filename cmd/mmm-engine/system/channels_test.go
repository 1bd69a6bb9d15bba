package system_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// arrival is what platform-sim holds of a delivery, whose signature, schema and tenant
// it has checked.
type arrival struct {
	WebhookID  string `json:"webhook_id"`
	ActionID   string `json:"action_id"`
	DecisionID string `json:"decision_id"`
	Surface    string
	Received   int
	FirstAt    time.Time `json:"first_at"`
	Body       document
}

// channels are the services by surface.
func channels() map[string]string {
	return map[string]string{"ide": "edge_agent", "ci": "ci_workflow", "alert": "alerting"}
}

// arrivals answers the tenant's deliveries at a channel, oldest first.
func (r renter) arrivals(tb testing.TB, channel string) []arrival {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: r.simulator + "/_sim/" + channel + "/deliveries?tenant_id=" + r.id})
	return decoded[struct{ Items []arrival }](tb, got, http.StatusOK).Items
}

// arrived waits for the one delivery that is on its way.
func (r renter) arrived(tb testing.TB, channel string) arrival {
	tb.Helper()
	eventually(tb, "the delivery arrives", func() bool { return len(r.arrivals(tb, channel)) > 0 })
	all := r.arrivals(tb, channel)
	require.Len(tb, all, 1)
	return all[0]
}

// refusals answers how many requests the channel refused, whoever's they were.
func (s *stack) refusals(tb testing.TB, channel string) map[string]int {
	tb.Helper()
	got := s.do(tb, request{method: http.MethodGet, path: s.simulator + "/_sim/" + channel + "/deliveries"})
	return decoded[struct{ Refused map[string]int }](tb, got, http.StatusOK).Refused
}

// misbehave tells platform-sim how a channel is to behave.
func (s *stack) misbehave(tb testing.TB, channel string, fault document) {
	tb.Helper()
	got := s.do(tb, request{method: http.MethodPut, path: s.simulator + "/_sim/" + channel + "/fault", body: fault})
	require.Equal(tb, http.StatusOK, got.status, string(got.body))
}

func (r renter) delivered(tb testing.TB, surface, result string) int {
	tb.Helper()
	return int(r.metrics(tb).value("mmm_actions_delivered_total",
		labels{"tenant_id": r.id, "surface": surface, "result": result}))
}

// raise hands in a signal that is worth an action on every surface.
func (r renter) raise(tb testing.TB) {
	tb.Helper()
	said := toAnother(newSignal("security.code_scanning", alert()))
	require.Equal(tb, http.StatusAccepted, r.do(tb, r.post("/signals", said, nil)).status)
}

func TestAnActionReachesTheSurfacesThatDidNotAsk(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	for _, surface := range []string{"ci", "alert"} {
		there := r.arrived(t, channels()[surface])
		require.Equal(t, made.Actions[0].ID, there.ActionID)
		require.Equal(t, made.ID, there.DecisionID)
		require.Equal(t, surface, there.Surface)
		require.Equal(t, "kim", there.Body["actor_id"])
		require.Equal(t, document{"repo_id": planted + "/shop", "branch": planted + "-branch"}, there.Body["target"])
		eventually(t, "it is counted", func() bool { return r.delivered(t, surface, "delivered") == 1 })
	}
	require.Empty(t, r.arrivals(t, "edge_agent"), "the asker has it in the answer")
	require.Contains(t, r.arrivals(t, "ci_workflow")[0].Body["payload"], "summary")
	require.Contains(t, r.arrivals(t, "alerting")[0].Body["payload"], "text")
}

func TestADecisionThatNobodyWaitsOnIsPushedEverywhere(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	said := newSignal("security.code_scanning", document{
		"rule": planted, "url": "https://" + planted + ".example.org/7", "sha": planted + "-sha", "line": 12,
	})
	said["actor_id"] = "lee"
	said["context"] = document{"repo_id": planted + "/shop", "branch": "main", "file_path": planted + ".go"}
	require.Equal(t, http.StatusAccepted, r.do(t, r.post("/signals", said, nil)).status)
	ids := map[string]bool{}
	for _, channel := range channels() {
		there := r.arrived(t, channel)
		ids[there.WebhookID] = true
		require.Equal(t, document{
			"repo_id": planted + "/shop", "branch": "main", "commit": planted + "-sha", "file_path": planted + ".go", "line": 12.0,
		}, there.Body["target"])
	}
	require.Len(t, ids, 3, "each delivery has an id of its own")
	marks := r.arrivals(t, "ci_workflow")[0].Body["payload"].(document)["annotations"].([]any)
	require.InDelta(t, 12, marks[0].(document)["line"], 0)
}

func TestWithoutChannelsActionsAreCountedAsDisabled(t *testing.T) {
	t.Parallel()
	s := newStack(t, map[string]string{"EDGE_AGENT_BASE_URL": "", "CI_WORKFLOW_BASE_URL": "", "ALERTING_BASE_URL": ""})
	r := s.renter(t).withExamples(t)
	r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	for _, surface := range []string{"ci", "alert"} {
		require.Equal(t, 1, r.delivered(t, surface, "disabled"))
	}
	require.Zero(t, rows[int](t, s, "SELECT count(*)::int FROM river.river_job WHERE kind = 'deliver_action'")[0])
}

// Each channel misbehaves in its own way, so that one engine shows them all.
func TestChannelsThatMisbehave(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r, other := s.renter(t).withExamples(t), s.renter(t).withExamples(t)

	s.misbehave(t, "edge_agent", document{"mode": "error", "value": 410})
	s.misbehave(t, "ci_workflow", document{"mode": "error", "value": 429, "retry_after": 2})
	s.misbehave(t, "alerting", document{"mode": "late"})
	began := time.Now()
	r.raise(t)

	eventually(t, "the receiver's leave is taken", func() bool { return r.delivered(t, "ide", "stopped") == 1 })
	s.misbehave(t, "edge_agent", document{"mode": "none"})
	eventually(t, "the receiver has it without saying so", func() bool { return len(r.arrivals(t, "alerting")) == 1 })
	s.misbehave(t, "alerting", document{"mode": "none"})
	eventually(t, "the busy receiver was asked", func() bool { return s.failures(t, "ci") >= 1 })
	s.misbehave(t, "ci_workflow", document{"mode": "none"})

	after := r.arrived(t, "ci_workflow").FirstAt
	require.GreaterOrEqual(t, after.Sub(began), 2*time.Second, "Retry-After is obeyed")
	require.Equal(t, 1, s.failures(t, "ci"), "and no try was made before")
	eventually(t, "it is sent until it is acknowledged", func() bool { return r.delivered(t, "alert", "delivered") == 1 })
	repeated := r.arrived(t, "alerting")
	require.Greater(t, repeated.Received, 1)

	r.raise(t)
	eventually(t, "nothing more is sent to who is gone", func() bool { return r.delivered(t, "ide", "stopped") == 2 })
	require.Empty(t, r.arrivals(t, "edge_agent"))
	other.raise(t)
	other.arrived(t, "edge_agent")
	require.Equal(t, 1, s.told(t, "a receiver is gone"), "which is said once")
}

func TestChannelsThatLeadAstray(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t).withExamples(t)
	elsewhere := s.simulator + "/alerting/api/v1/notifications/mmm"
	s.misbehave(t, "edge_agent", document{"mode": "redirect", "location": elsewhere})
	s.misbehave(t, "ci_workflow", document{"mode": "large"})
	s.misbehave(t, "alerting", document{"mode": "hang"})
	r.raise(t)

	eventually(t, "ten megabytes are an answer too", func() bool { return r.delivered(t, "ci", "delivered") == 1 })
	eventually(t, "the redirect is refused", func() bool { return s.failures(t, "ide") == 1 })
	eventually(t, "silence is a failure", func() bool { return s.failures(t, "alert") >= 1 })
	s.misbehave(t, "alerting", document{"mode": "none"})
	r.arrived(t, "alerting")
	require.Empty(t, s.refusals(t, "alerting"), "nobody was sent there by the redirect")
	s.misbehave(t, "edge_agent", document{"mode": "none"})
	r.arrived(t, "edge_agent")
}

// failures answers how many attempts at a channel failed.
func (s *stack) failures(tb testing.TB, channel string) int {
	tb.Helper()
	return int(s.metrics(tb).value("mmm_delivery_attempts_total", labels{"channel": channel, "result": "failure"}))
}

// told answers how many lines of the engine's log begin with the message.
func (s *stack) told(tb testing.TB, message string) int {
	tb.Helper()
	count := 0
	for _, line := range s.engine.stdout.lines() {
		if strings.Contains(line, `"message":"`+message) {
			count++
		}
	}
	return count
}
