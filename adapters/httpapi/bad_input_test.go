package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// awsKey has the format of a credential; it is in two parts so that no scanner
// takes it for one.
const awsKey = "AKIA" + "ABCDEFGHIJKLMNOP"

func TestABodyThatIsNotValidNamesEveryField(t *testing.T) {
	t.Parallel()
	s := open(t)
	long := strings.Repeat("x", 300)
	for _, bad := range []struct {
		name, operation, body string
		paths                 []string
	}{
		{"nothing", "decide", `{}`, []string{"tenant_id"}},
		{"not an object", "decide", `[]`, []string{""}},
		{"wrong types", "decide", `{"tenant_id":1,"explain":"yes","context":[],"signal":"x"}`,
			[]string{"context", "explain", "signal", "tenant_id"}},
		{"unknown fields, nested too", "decide",
			`{"tenant_id":"acme","x":1,"Y":2,"context":{"z":1,"user_name":"a"},"signal":{"payload":{},"signal_id":"s","source":"s",` +
				`"event_type":"e","severity":"low","occurred_at":"2028-01-01T00:00:00Z"}}`,
			[]string{"context.user_name", "context.z", "signal.payload", "Y", "x"}},
		{"a signal of nothing", "decide", `{"tenant_id":"acme","signal":{}}`,
			[]string{"signal.signal_id", "signal.source", "signal.event_type", "signal.severity", "signal.occurred_at"}},
		{"enums", "decide",
			`{"tenant_id":"acme","actor_type":"service","surface":"background","context":{"evaluation_point":"never"}}`,
			[]string{"actor_type", "context.evaluation_point", "surface"}},
		{"another scale of severity", "evaluateTrigger", evaluate(`"severity":"WARN"`), []string{"signal.severity"}},
		{"a bad time", "evaluateTrigger", evaluate(`"occurred_at":"2027-02-29T00:00:00Z"`), []string{"signal.occurred_at"}},
		{"a time far ahead", "evaluateTrigger", evaluate(`"occurred_at":"2028-03-02T00:00:00Z"`), []string{"signal.occurred_at"}},
		{"no signal", "evaluateTrigger", goodDecide, []string{"signal"}},
		{"null", "evaluateTrigger", `{"tenant_id":"acme","signal":null}`, []string{"signal"}},
		{"attributes that are no scalars", "evaluateTrigger", evaluate(`"attributes":{"a":null,"b":[],"c":{"d":1},"e":"fine","0":{}}`),
			[]string{"signal.attributes.0", "signal.attributes.a", "signal.attributes.b", "signal.attributes.c"}},
		{"too long", "decide", `{"tenant_id":"acme","actor_id":"` + long + `","context":{"branch":"` + long + `"}}`,
			[]string{"actor_id", "context.branch"}},
		{"too long in bytes only", "decide", `{"tenant_id":"acme","context":{"branch":"` + strings.Repeat("é", 200) + `"}}`,
			[]string{"context.branch"}},
		{"a secret beside an unknown field", "decide",
			`{"tenant_id":"acme","x":1,"actor_id":"` + awsKey + `","context":{"branch":"` + awsKey + `","roles":["a","` + awsKey + `"]}}`,
			[]string{"x", "actor_id", "context.branch", "context.roles[1]"}},
		{"a secret in an attribute", "evaluateTrigger", evaluate(`"attributes":{"env":"` + awsKey + `"}`), []string{"signal.attributes.env"}},
		{"a secret as a name", "evaluateTrigger", evaluate(`"attributes":{"` + awsKey + `":1}`), []string{"signal.attributes"}},
		{"a field that stands twice", "decide", `{"tenant_id":"acme","tenant_id":"acme"}`, []string{"tenant_id"}},
		{"NUL", "decide", `{"tenant_id":"acme","context":{"repo_id":"a\u0000b"}}`, []string{"context.repo_id"}},
		{"a number out of range", "evaluateTrigger", evaluate(`"attributes":{"n":1e999}`), []string{"signal.attributes.n"}},
		{"one signal", "acceptSignals", `{"signal_id":"s","severity":"bad","context":{"evaluation_point":"pre-merge","roles":[]}}`,
			[]string{"context.evaluation_point", "context.roles", "severity", "source", "event_type", "occurred_at"}},
		{"no signals", "acceptSignals", `{"signals":[]}`, []string{"signals"}},
		{"a batch that is none", "acceptSignals", `{"signals":{},"more":1}`, []string{"more", "signals"}},
		{"two batches in one", "acceptSignals", `{"signals":[` + goodSignal + `],"signals":[` + goodSignal + `]}`, []string{"signals"}},
		{"NUL in a name", "acceptSignals", `{"signals":[` + goodSignal + `],"\u0000":1}`, []string{"\x00", ""}},
		{"too many signals", "acceptSignals", `{"signals":[` + strings.Repeat("1,", 500) + `1]}`, []string{"signals"}},
		{"a playbook of nothing", "createPlaybook", `{}`, []string{"name", "version", "triggers", "actions"}},
		{"a playbook with mistakes of all kinds", "replacePlaybook",
			`{"name":"n","version":1,"kind":"Playbook","triggers":[{"event_type":["a"]}],"actions":[{"type":"mirror","surfaces":["ide","tv"],` +
				`"title":"You should stop","llm":{"prompt":"p","temperature":1}}],"limits":{"priority":1.5}}`,
			[]string{
				"actions[0].llm.temperature", "actions[0].llm.max_tokens", "actions[0].llm.system_prompt_id", "actions[0].surfaces[1]",
				"limits.priority", "triggers[0].event_type", "version", "kind", "actions[0].llm", "actions[0].title",
			}},
		{"a revision", "publishPlaybook", `{"revision":0}`, []string{"revision"}},
		{"a reason of another type", "resumePlaybook", `{"reason":[],"why":1}`, []string{"reason", "why"}},
		{"an outcome of nothing", "recordOutcome", `{}`, []string{"action_id", "result"}},
		{"dismissed without a reason", "recordOutcome", outcomeOf(`"result":"dismissed"`), []string{"reason"}},
		{"failed with a reason of blanks", "recordOutcome", outcomeOf(`"result":"failed","reason":" "`), []string{"reason"}},
		{"an outcome with mistakes of all kinds", "recordOutcome",
			`{"action_id":"3","result":"dismissed","occurred_at":"today","actor_id":"","decision_id":"x"}`,
			[]string{"decision_id", "action_id", "actor_id", "occurred_at", "reason"}},
		{"an outcome of wrong types", "recordOutcome", `{"action_id":3,"result":[],"reason":{},"actor_id":1,"occurred_at":7}`,
			[]string{"action_id", "actor_id", "occurred_at", "reason", "result"}},
		{"an outcome that is none", "recordOutcome", `[]`, []string{""}},
		{"a secret for a reason", "recordOutcome", outcomeOf(`"result":"failed","reason":"` + awsKey + `"`), []string{"reason"}},
		{"a reason too long in bytes", "recordOutcome",
			outcomeOf(`"result":"failed","reason":"` + strings.Repeat("é", 600) + `"`), []string{"reason"}},
		{"an actor with blanks around", "recordOutcome", outcomeOf(`"result":"shown","actor_id":"ada "`), []string{"actor_id"}},
		{"no rating", "giveFeedback", `{}`, []string{"rating"}},
		{"another rating", "giveFeedback", `{"rating":"great","why":"x"}`, []string{"rating", "why"}},
		{"an approval of nothing", "decideApproval", `{}`, []string{"decision"}},
		{"an approval that is none", "decideApproval", `[]`, []string{""}},
		{"an approval with mistakes of all kinds", "decideApproval", `{"decision":"maybe","reason":"` + awsKey + `","by":"lee"}`,
			[]string{"decision", "reason", "by"}},
		{"an approval of wrong types", "decideApproval", `{"decision":true,"reason":7}`, []string{"decision", "reason"}},
		{"a redrive of anything", "redriveReceipts", `{}`, []string{"status"}},
		{"a redrive of what did not fail", "redriveReceipts", `{"status":"sealed","from":"yesterday","to":1,"limit":7}`,
			[]string{"status", "from", "to", "limit"}},
		{"preferences that are none", "setPreferences", `[]`, []string{""}},
		{"preferences with mistakes of all kinds", "setPreferences",
			`{"opt_out_categories":["mentor","ads","mentor",7],"preferred_surfaces":["background","ci","ci"],"snooze_until":"tomorrow","mute":1}`,
			[]string{
				"opt_out_categories[1]", "opt_out_categories[2]", "opt_out_categories[3]", "preferred_surfaces[0]", "preferred_surfaces[2]",
				"snooze_until", "mute",
			}},
		{"preferences of wrong types", "setPreferences", `{"opt_out_categories":"mirror","preferred_surfaces":null,"snooze_until":7}`,
			[]string{"opt_out_categories", "preferred_surfaces", "snooze_until"}},
		{"preferences with a snooze that is over", "setPreferences", `{"snooze_until":"2028-02-29T12:00:00Z"}`, []string{"snooze_until"}},
		{"preferences with a snooze that is over for ever", "setPreferences", `{"snooze_until":"0001-01-01T00:00:00Z"}`, []string{"snooze_until"}},
		{"preferences with a snooze of 91 days", "setPreferences", `{"snooze_until":"2028-05-30T12:00:00Z"}`, []string{"snooze_until"}},
		{"a snooze of nothing", "snoozeActor", `{}`, []string{""}},
		{"a snooze with two ends", "snoozeActor", `{"duration_hours":1,"until":"2028-02-29T13:00:00Z"}`, []string{""}},
		{"a snooze with mistakes of all kinds", "snoozeActor", `{"duration_hours":1.5,"until":null,"why":"x"}`,
			[]string{"duration_hours", "until", "why", ""}},
		{"a snooze of no hour", "snoozeActor", `{"duration_hours":0}`, []string{"duration_hours"}},
		{"a snooze of too many hours", "snoozeActor", `{"duration_hours":1e300}`, []string{"duration_hours"}},
		{"a snooze until no time", "snoozeActor", `{"until":"tomorrow"}`, []string{"until"}},
		{"a snooze until yesterday", "snoozeActor", `{"until":"2028-02-28T12:00:00Z"}`, []string{"until"}},
		{"a snooze until the first of all times", "snoozeActor", `{"until":"0001-01-01T00:00:00Z"}`, []string{"until"}},
		{"a snooze of 91 days", "snoozeActor", `{"until":"2028-05-30T12:00:00Z"}`, []string{"until"}},
		{"a short secret", "setGitHubSecret", `{"secret":"0123456789abcde"}`, []string{"secret"}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			t.Parallel()
			r := good()[bad.operation]
			r.token, r.body = adminToken, bad.body
			answer := s.do(t, r)
			p := s.problem(t, answer, http.StatusUnprocessableEntity)
			require.ElementsMatch(t, bad.paths, p.paths())
			require.NotContains(t, answer.body, awsKey)
			require.NotContains(t, answer.body, "SchemaError")
		})
	}
}

func outcomeOf(fields string) string {
	return `{"action_id":"` + key(3).String() + `",` + fields + `}`
}

// evaluate answers a good request with one field of its signal replaced.
func evaluate(field string) string {
	name, _, _ := strings.Cut(field, ":")
	parts := []string{field}
	for _, part := range []string{
		`"signal_id":"s"`, `"source":"ci"`, `"event_type":"ci.failed"`, `"severity":"high"`, `"occurred_at":"2028-02-29T11:00:00Z"`,
	} {
		if !strings.HasPrefix(part, name+":") {
			parts = append(parts, part)
		}
	}
	return `{"tenant_id":"acme","signal":{` + strings.Join(parts, ",") + `}}`
}

func TestAMessageSaysWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, request{method: http.MethodPost, path: "/decide", token: adminToken,
		body: `{"surface":"tv","explain":1,"signal":{"severity":"bad","occurred_at":"today","attributes":{"a":[]}},"context":{"roles":"x"}}`})
	messages := map[string]string{}
	for _, e := range s.problem(t, answer, http.StatusUnprocessableEntity).Errors {
		messages[e.Path] = e.Message
	}
	require.Equal(t, map[string]string{
		"tenant_id": "is required", "surface": "must be one of ide, ci, alert", "explain": "must be a boolean",
		"signal.severity":     "must be one of info, low, medium, high, critical",
		"signal.occurred_at":  "must be an RFC 3339 time, such as 2026-01-31T12:00:00Z",
		"signal.attributes.a": "must be a string, a number or a boolean", "context.roles": "must be a list",
		"signal.signal_id": "is required", "signal.source": "is required", "signal.event_type": "is required",
	}, messages)
}

func TestWhatIsNoJSONIsMalformed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for operation, r := range withJSON() {
		for _, body := range []string{`{`, `{} {}`, `{"a":1,}`, "\xff", strings.Repeat("[", 100_000)} {
			r.token, r.body = adminToken, body
			p := s.problem(t, s.do(t, r), http.StatusBadRequest)
			require.Equal(t, "MALFORMED", p.Code, operation)
		}
	}
}

// withJSON are the operations whose body the adapter reads itself.
func withJSON() map[string]request {
	all := good()
	for operation, r := range all {
		if r.method != http.MethodPost && r.method != http.MethodPut || operation == "receiveGitHubDelivery" {
			delete(all, operation)
		}
	}
	return all
}

func TestABodyOverItsLimitIsTooLargeHoweverItIsSent(t *testing.T) {
	t.Parallel()
	s := open(t)
	limits := map[string]int{"acceptSignals": 4 << 20, "receiveGitHubDelivery": 25 << 20}
	for _, operation := range []string{"decide", "createPlaybook", "pausePlaybook", "acceptSignals", "receiveGitHubDelivery"} {
		limit := limits[operation]
		if limit == 0 {
			limit = 256 << 10
		}
		r := good()[operation]
		if r.body == "" {
			r.body = "{}"
		}
		r.token, r.body = adminToken, r.body+strings.Repeat(" ", limit-len(r.body))
		require.Less(t, s.do(t, r).status, 300, "%s at its limit", operation)
		r.body += " "
		for _, chunked := range []bool{false, true} {
			r.chunked = chunked
			p := s.problem(t, s.do(t, r), http.StatusRequestEntityTooLarge)
			require.Equal(t, "BODY_TOO_LARGE", p.Code)
		}
	}
}

func TestABodyThatIsNotJSONByItsOwnAccountIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	for operation, r := range withJSON() {
		if r.body == "" {
			r.body = "{}"
		}
		r.token = adminToken
		for _, header := range []map[string]string{
			{"Content-Type": "text/plain"}, {"Content-Type": ""}, {"Content-Type": "application/json; charset=latin1"},
			{"Content-Type": "application/jsonx"}, {"Content-Encoding": "gzip"}, {"Content-Type": ";"},
		} {
			r.header = header
			p := s.problem(t, s.do(t, r), http.StatusUnsupportedMediaType)
			require.Equal(t, "UNSUPPORTED_MEDIA_TYPE", p.Code, operation)
		}
		r.header = map[string]string{"Content-Type": "Application/JSON; charset=UTF-8"}
		require.Less(t, s.do(t, r).status, 300, operation)
	}
}

func TestWhatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{
		"/nothing", "/decide/", "/playbooks/x", "/playbooks/validate", "/decisions/123", "/decisions/%00/receipt", "/experiments/x",
		"/playbooks/018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3/revisions", "/../../etc/passwd", "/tenants/acme", "/receipts/x", "/receipts/redrive",
	} {
		s.problem(t, s.do(t, request{path: path, token: adminToken}), http.StatusNotFound)
	}
	for _, operation := range []string{"recordOutcome", "giveFeedback", "getApproval", "decideApproval"} {
		r := good()[operation]
		r.token, r.path = adminToken, strings.NewReplacer(key(2).String(), "x", key(3).String(), "%00").Replace(r.path)
		s.problem(t, s.do(t, r), http.StatusNotFound)
	}
	s.problem(t, s.do(t, request{method: "POST", path: "/playbooks/x/publish", token: adminToken}), http.StatusNotFound)
	hook := good()["receiveGitHubDelivery"]
	hook.path = "/integrations/github/%00/webhooks"
	s.problem(t, s.do(t, hook), http.StatusNotFound)
}

func TestAMethodThatIsNotServedIsNotAllowed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, r := range []request{
		{method: "GET", path: "/decide"}, {method: "PATCH", path: "/playbooks"}, {method: "DELETE", path: "/keys"},
		{method: "PURGE", path: "/health"},
	} {
		answer := s.do(t, r)
		p := s.problem(t, answer, http.StatusMethodNotAllowed)
		require.Equal(t, "METHOD_NOT_ALLOWED", p.Code)
		require.NotEmpty(t, answer.header.Get("Allow"), fmt.Sprint(r))
	}
}

func TestAParameterThatIsNotValidIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	list, actions := "/playbooks/"+key(1).String()+"/revisions", "/actors/"+adminToken+"/actions"
	for query, paths := range map[string][]string{
		"/playbooks?limit=0": {"limit"}, "/playbooks?limit=201": {"limit"}, "/playbooks?limit=": {"limit"},
		"/playbooks?limit=1.0": {"limit"}, "/playbooks?limit=ten&status=gone&cursor=x": {"limit", "status", "cursor"},
		"/playbooks?cursor=": {"cursor"}, list + "?cursor=e30": {"cursor"}, list + "?limit=-1": {"limit"},
		actions + "?surface=background&since=today&limit=0&cursor=x": {"surface", "since", "limit", "cursor"},
		actions + "?since=2027-11-30T11:59:59Z":                      {"since"}, actions + "?since=": {"since"},
		actions + "/stream?surface=tv":                   {"surface"},
		"/experiments?limit=0&status=published&cursor=x": {"limit", "status", "cursor"},
		"/receipts?status=gone&limit=x&cursor=y":         {"status", "limit", "cursor"}, "/receipts?status=Failed": {"status"},
	} {
		p := s.problem(t, s.do(t, request{path: query, token: adminToken}), http.StatusUnprocessableEntity)
		require.ElementsMatch(t, paths, p.paths(), query)
	}
	for _, header := range []map[string]string{
		{"Idempotency-Key": strings.Repeat("k", 256)}, {"Idempotency-Key": "a\tb"}, {"Idempotency-Key": "\xff"},
	} {
		r := good()["decide"]
		r.token, r.header = adminToken, header
		p := s.problem(t, s.do(t, r), http.StatusUnprocessableEntity)
		require.Equal(t, []string{"Idempotency-Key"}, p.paths())
	}
	r := good()["receiveGitHubDelivery"]
	r.header = map[string]string{"X-Hub-Signature-256": "sha256=00"}
	p := s.problem(t, s.do(t, r), http.StatusUnprocessableEntity)
	require.ElementsMatch(t, []string{"X-GitHub-Delivery", "X-GitHub-Event"}, p.paths())
}
