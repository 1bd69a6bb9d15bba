package main_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// renter is a tenant at work.
type renter struct {
	*engine

	id, token string
	asked     int
}

// rent prepares tenants: two whose actors are always awake, one in its quiet hours, and
// one that never set a policy, of whom data governance is asked.
func (e *engine) rent(t *testing.T) []*renter {
	t.Helper()
	hour := time.Now().UTC().Hour()
	awake, quiet := body{"start": 0, "end": 0}, body{"start": hour, "end": (hour + 2) % 24}
	var all []*renter
	for id, hours := range map[string]body{"acme": awake, "globex": awake, "initech": quiet, "demo": nil} {
		r := &renter{engine: e, id: id, token: e.token(t, id)}
		if hours != nil {
			r.must(t, http.MethodPut, "/tenants/"+id+"/policy", body{
				"quiet_hours": hours, "max_actions_per_decision": 20, "quotas": body{
					"max_actions_per_day": 1000, "max_actions_per_hour": 1000, "max_alerts_per_day": 1000, "max_bypasses_per_day": 1000,
				},
			})
		}
		for _, kind := range []string{"mirror", "mentor", "multiplier"} {
			made := r.must(t, http.MethodPost, "/playbooks", playbook(kind))
			r.must(t, http.MethodPost, "/playbooks/"+made["playbook_id"].(string)+"/publish", body{})
		}
		all = append(all, r)
	}
	return all
}

// playbook proposes an action of the type whatever happens, in words of the LLM gateway.
func playbook(kind string) body {
	action := body{
		"type": kind, "surfaces": []string{"ide", "ci", "alert"}, "title": kind, "body": "b", "rationale": "r",
		"evidence": []string{"https://example.org/e"},
	}
	if kind == "mentor" {
		action["llm"] = body{"prompt": "explain", "system_prompt_id": "coach", "max_tokens": 200}
	}
	return body{
		"name": "always a " + kind, "owner": "team", "version": "1.0.0", "mode": "live", "conditions": []string{"true"}, "on_quiet": "defer",
		"triggers": []body{{"event_types": []string{"ci.failed"}}}, "actions": []body{action},
	}
}

func (r *renter) must(t *testing.T, method, path string, what any) body {
	t.Helper()
	got, err := r.send(t.Context(), method, r.base()+path, r.token, what)
	require.NoError(t, err)
	return got
}
