package system_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryProblemOfABodyIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	for name, bad := range map[string]struct {
		change func(ask, signal document)
		paths  []string
	}{
		"unknown fields": {func(ask, signal document) {
			ask["colour"], signal["payload"], ask["context"].(document)["user_name"] = planted, planted, planted
		}, []string{"colour", "signal.payload", "context.user_name"}},
		"bad enums": {func(ask, signal document) {
			ask["surface"], ask["actor_type"], signal["severity"] = planted, planted, planted
			ask["context"].(document)["evaluation_point"] = planted
		}, []string{"surface", "actor_type", "signal.severity", "context.evaluation_point"}},
		"bad times": {func(_, signal document) { signal["occurred_at"] = planted }, []string{"signal.occurred_at"}},
		"secrets": {func(ask, signal document) {
			key := "AKIA" + "ABCDEFGHIJKLMNOP"
			ask["context"].(document)["branch"], signal["attributes"] = key, document{"env": key}
		}, []string{"context.branch", "signal.attributes.env"}},
		"what is missing": {func(ask, signal document) {
			delete(ask, "tenant_id")
			clear(signal)
		}, []string{
			"tenant_id", "signal.signal_id", "signal.source", "signal.event_type", "signal.severity", "signal.occurred_at",
		}},
	} {
		ask := r.ask("ci.failed", document{})
		bad.change(ask, ask["signal"].(document))
		got := r.do(t, r.post("/decide", ask, nil))
		require.ElementsMatch(t, bad.paths, refused(t, got, http.StatusUnprocessableEntity).paths(), name)
		require.NotContains(t, string(got.body), "AKIA")
	}
	require.Zero(t, r.count(t, "decisions"))
}

func TestEveryProblemOfAPlaybookIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	bad := newPlaybook()
	bad["conditions"] = []string{"signal.severity ==", "1 + 1", "true"}
	bad["actions"].([]document)[0]["title"] = "{{ nothing.known }}"
	bad["colour"] = planted
	got := refused(t, r.do(t, r.post("/playbooks", bad, nil)), http.StatusUnprocessableEntity)
	require.ElementsMatch(t, []string{"conditions[0]", "conditions[1]", "actions[0].title", "colour"}, got.paths())
	require.Zero(t, r.count(t, "playbooks"))
}

func TestWhatIsNoRequestIsRefused(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	mine := `{"tenant_id":"` + r.id + `"`
	for name, bad := range map[string]struct {
		path, body, kind string
		status           int
	}{
		"malformed":          {"/decide", mine, "application/json", http.StatusBadRequest},
		"two values":         {"/decide", mine + "}{}", "application/json", http.StatusBadRequest},
		"no JSON by account": {"/decide", mine + "}", "text/plain", http.StatusUnsupportedMediaType},
		"too large":          {"/decide", mine + "}" + strings.Repeat(" ", 256<<10), "application/json", http.StatusRequestEntityTooLarge},
		"a batch too large":  {"/signals", `{}` + strings.Repeat(" ", 4<<20), "application/json", http.StatusRequestEntityTooLarge},
		"no such route":      {"/nothing", "{}", "application/json", http.StatusNotFound},
	} {
		got := r.do(t, r.post(bad.path, bad.body, map[string]string{"Content-Type": bad.kind}))
		require.Equal(t, bad.status, got.status, name)
		refused(t, got, bad.status)
	}
	body := []byte(strings.Repeat(" ", 25<<20) + "{}")
	refused(t, r.withWebhooks(t).deliver(t, webhookSecret, "d", "push", body), http.StatusRequestEntityTooLarge)
	refused(t, r.do(t, request{method: http.MethodPatch, path: "/decide", token: r.token}), http.StatusMethodNotAllowed)
}

func TestAWrongVersionLosesTheRace(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	made := r.do(t, r.post("/playbooks", newPlaybook(), nil))
	at := "/playbooks/" + decoded[document](t, made, http.StatusCreated)["playbook_id"].(string)
	replace := request{method: http.MethodPut, path: at, token: r.token, body: newPlaybook()}
	replace.header = map[string]string{"If-Match": made.header.Get("ETag")}
	require.Equal(t, http.StatusOK, r.do(t, replace).status)
	refused(t, r.do(t, replace), http.StatusPreconditionFailed)
}
