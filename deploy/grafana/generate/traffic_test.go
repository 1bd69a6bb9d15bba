package main_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"
)

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
