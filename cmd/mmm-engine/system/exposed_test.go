package system_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/redisserver"
	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
)

// exposed is an engine with everything that can go wrong around it.
type exposed struct {
	*whole

	database *proxy
	slow     *slowed
	redis    *redisserver.Server
}

func newExposed(t *testing.T) exposed {
	t.Helper()
	e := exposed{redis: redistest.New(t)}
	e.whole = newWholeBy(t, map[string]string{
		"LLM_GATEWAY_SERVICE_URL": "{simulator}/llm", "REDIS_URL": e.redis.URL(), "READY_REQUIRES": "database",
		"BREAKER_OPEN_FOR": "200ms", "POLICY_FRESH": "1ms", "LOG_LEVEL": "INFO",
	}, func(s *stack) {
		e.database = newProxy(t, s.database.API)
		e.slow = newSlowed(t, e.database.address)
		requests := parsedURL(t, s.database.API)
		requests.Host = e.slow.address
		s.environ["DATABASE_URL"] = requests.String()
		s.environ["DATABASE_WORKER_URL"] = e.database.through(t, s.database.Worker)
	})
	e.publish(t, telling())
	return e
}

// telling is a playbook whose text has what was planted, on every surface, and wants more.
func telling() document {
	playbook := proposing("mentor")
	playbook["name"] = "telling"
	playbook["actions"] = []document{{
		"type": "mentor", "surfaces": []string{"ide", "ci", "alert"}, "title": planted + " {{ signal.attributes.rule }}",
		"body": planted + " on {{ context.branch }}", "rationale": planted, "evidence": []string{"https://example.org/" + planted},
		"llm": document{"prompt": planted + " {{ signal.attributes.rule }}", "system_prompt_id": "coach", "max_tokens": 200},
	}}
	return playbook
}

// everyOperation are all of the contract's, as one who may do all of it sends them.
func (r renter) everyOperation(t *testing.T) map[string]request {
	t.Helper()
	made := r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	all := harmless()
	for name, try := range intrusions(t, r, made, r.experiment(t, newExperiment())) {
		all[name] = try.request
	}
	all["receiveGitHubDelivery"] = request{method: http.MethodPost, path: "/integrations/github/" + r.id + "/webhooks", body: document{planted: planted}}
	for _, name := range operations(t) {
		require.Contains(t, all, name, "say here how it is used")
	}
	return all
}

// badly are the ways to send an operation wrongly.
func badly(good request) []request {
	alike := func(change func(*request)) request {
		bad := good
		bad.header = map[string]string{}
		change(&bad)
		return bad
	}
	secret := "AKIA" + "ABCDEFGHIJKLMNOP"
	return []request{
		alike(func(r *request) { r.token = "" }),
		alike(func(r *request) { r.token = "eyJhbGciOiJub25lIn0." + planted + ".x" }),
		alike(func(r *request) { r.body = `{"` + planted + `": "` + secret }),
		alike(func(r *request) { r.body = document{planted: secret, "tenant_id": planted, "actor_id": planted} }),
		alike(func(r *request) { r.path += "?cursor=" + planted + "&limit=" + planted + "&actor_id=" + planted }),
		alike(func(r *request) { r.header["Idempotency-Key"], r.header["If-Match"] = planted+secret, planted }),
		alike(func(r *request) { r.header["traceparent"], r.header["MMM-Consistency-Token"] = planted, planted }),
	}
}
