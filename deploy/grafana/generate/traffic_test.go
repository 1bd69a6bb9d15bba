package main_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
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

// keepBusy has the tenants ask and report until the test ends, each once before it returns.
func keepBusy(t *testing.T, all []*renter) {
	t.Helper()
	for _, r := range all {
		eventually(t, func() string { return text(r.round(t.Context())) })
	}
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	for _, r := range all {
		working.Go(func() {
			pause := time.NewTicker(500 * time.Millisecond)
			defer pause.Stop()
			for ctx.Err() == nil {
				if err := r.round(ctx); err != nil && !errors.Is(err, errBusy) && ctx.Err() == nil {
					t.Errorf("%s: %v", r.id, err)
					return
				}
				<-pause.C
			}
		})
	}
	t.Cleanup(func() {
		stop()
		working.Wait()
	})
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// round asks on every surface, twice about the same branch in the IDE, so that it is held
// back once, and tells what became of the first action.
func (r *renter) round(ctx context.Context) error {
	r.asked++
	signal := func(n int) body {
		return body{
			"signal_id": fmt.Sprint("run-", r.asked, "-", n), "source": "ci", "event_type": "ci.failed", "severity": "high",
			"occurred_at": time.Now().UTC().Format(time.RFC3339),
		}
	}
	place := body{"repo_id": "acme/shop", "branch": fmt.Sprint("b", r.asked)}
	var first body
	for n, surface := range []string{"ide", "ide", "ci", "alert"} {
		got, err := r.send(ctx, http.MethodPost, r.base()+"/decide", r.token,
			body{"tenant_id": r.id, "surface": surface, "context": place, "signal": signal(n)})
		if err != nil {
			return err
		}
		if n == 0 {
			first = got["decision"].(body)
		}
	}
	told := signal(9)
	told["actor_id"], told["context"] = "ada", place
	if _, err := r.send(ctx, http.MethodPost, r.base()+"/signals", r.token, told); err != nil {
		return err
	}
	return r.report(ctx, first)
}

// report is of a decision's first action, where it has one.
func (r *renter) report(ctx context.Context, made body) error {
	actions := made["actions"].([]any)
	if len(actions) == 0 {
		return nil
	}
	id := actions[0].(body)["action_id"].(string)
	end := body{"action_id": id, "result": "accepted"}
	if r.asked%2 == 0 {
		end = body{"action_id": id, "result": "dismissed", "reason": "not now"}
	}
	for _, result := range []body{{"action_id": id, "result": "shown"}, end} {
		address := r.base() + "/decisions/" + made["decision_id"].(string) + "/outcomes"
		if _, err := r.send(ctx, http.MethodPost, address, r.token, result); err != nil {
			return err
		}
	}
	_, err := r.send(ctx, http.MethodPost, r.base()+"/actions/"+id+"/feedback", r.token, body{"rating": "useful"})
	return err
}
