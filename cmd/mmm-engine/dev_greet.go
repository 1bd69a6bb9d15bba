package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// loadingTime is how long the token that loads the examples lasts.
const loadingTime = 10 * time.Minute

// serveAndGreet runs the engine and, once it is ready, tells how to go on.
func serveAndGreet(ctx context.Context, environ map[string]string, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, environ, out, nil)
		cancel() // a greeting makes no sense any more
	}()
	if err := greet(ctx, environ, out); err != nil && ctx.Err() == nil {
		cancel()
		return errors.Join(err, <-served)
	}
	return <-served
}

// greet waits until the engine is ready, loads the examples and tells how to go on.
func greet(ctx context.Context, environ map[string]string, out io.Writer) error {
	if err := ready(ctx, apiBase(environ)+"/ready"); err != nil {
		return err
	}
	keyFile := environ["IAM_DEV_KEY_FILE"]
	admin, err := mint(keyFile, iam.Grant{
		TenantID: demoTenant, ActorID: "dev-setup", Roles: []string{actor.RoleTenantAdmin},
		Scopes: []actor.Scope{actor.ScopeRead}, Life: loadingTime,
	})
	if err != nil {
		return err
	}
	folder, err := fs.Sub(examples, "examples")
	if err != nil {
		return fmt.Errorf("open the embedded examples: %w", err)
	}
	client := dev.Client{Base: apiBase(environ), Token: admin, HTTP: &http.Client{Timeout: 10 * time.Second}}
	if _, err := client.LoadExamples(ctx, folder); err != nil {
		return err
	}
	token, err := mint(keyFile, iam.Grant{
		TenantID: demoTenant, ActorID: "kim", Roles: []string{actor.RoleTenantAdmin},
		Scopes: []actor.Scope{actor.ScopeDecide, actor.ScopeActForOthers, actor.ScopeOutcome, actor.ScopeRead},
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, greeting, apiBase(environ), token, token, apiBase(environ))
	return err
}

const greeting = `
The engine is ready on %s (Ctrl-C stops it and all it started).

A token of the actor kim, an admin of the tenant demo, for a day:

%s

A request that works:

curl -s -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \
  -d '{"tenant_id": "demo",
       "signal": {"signal_id": "alert-1", "source": "github", "event_type": "security.code_scanning",
       "severity": "high", "occurred_at": "2026-01-05T09:30:00Z",
       "attributes": {"rule": "sql-injection", "url": "https://github.com/acme/shop/security/code-scanning/7"}},
       "context": {"repo_id": "acme/shop", "branch": "main"}}' \
  %s/decide

`

// ready waits until the engine says that it is.
func ready(ctx context.Context, url string) error {
	for {
		if checkHealth(ctx, url) == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the engine: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
