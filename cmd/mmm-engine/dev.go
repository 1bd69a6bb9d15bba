package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/domain/actor"
)

//go:embed examples/*.yaml
var examples embed.FS

const (
	dataFolder     = ".data"
	demoTenant     = "demo"
	defaultAddress = "127.0.0.1:8005"
	defaultSim     = "127.0.0.1:8090"
)

func devCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "dev",
		Short: "Run the engine with a private PostgreSQL and platform-sim, for development",
		Long: "Runs the engine on port 8005 with a private PostgreSQL below .data and platform-sim, and prints a token\n" +
			"and a request that works. DATABASE_URL and the other settings win over what it would start itself.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(command.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return runDev(ctx, command.OutOrStdout())
		},
	}
	command.AddCommand(devPostgresCommand())
	return command
}

// runDev starts what the engine needs, the engine last, and stops it in turn.
func runDev(ctx context.Context, out io.Writer) (err error) {
	environ := environment()
	stopPostgres, err := devDatabase(ctx, environ, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopPostgres()) }()
	keys, err := dev.Keys(filepath.Join(dataFolder, "keys"))
	if err != nil {
		return err
	}
	fill(environ, keys)
	fill(environ, map[string]string{"MMM_ENV": "dev", "IAM_MODE": "dev"})
	if environ["PORT"] == "" {
		fill(environ, map[string]string{"HTTP_ADDR": defaultAddress})
	}
	stopSim, err := devServices(ctx, environ, out)
	if err != nil {
		return err
	}
	defer stopSim()
	return serveAndGreet(ctx, environ, out)
}

// devDatabase starts the private cluster unless the environment names a database.
func devDatabase(ctx context.Context, environ map[string]string, out io.Writer) (func() error, error) {
	stop := func() error { return nil }
	if environ["DATABASE_URL"] == "" {
		cluster, err := dev.StartPostgres(ctx, filepath.Join(dataFolder, "postgres"), nil, out)
		if err != nil {
			return nil, err
		}
		stop = func() error { return cluster.Stop(context.WithoutCancel(ctx)) }
		urls, err := dev.DatabaseURLs(ctx, cluster)
		if err != nil {
			return nil, errors.Join(err, stop())
		}
		maps.Copy(environ, urls)
	}
	if owner := environ["DATABASE_OWNER_URL"]; owner != "" {
		if err := db.Migrate(ctx, owner); err != nil {
			return nil, errors.Join(err, stop())
		}
	}
	return stop, nil
}

// devServices starts platform-sim unless the environment names an evidence service.
func devServices(ctx context.Context, environ map[string]string, out io.Writer) (func(), error) {
	if environ["ERIS_SERVICE_URL"] != "" {
		return func() {}, nil
	}
	fill(environ, map[string]string{"PLATFORM_SIM_ADDR": defaultSim})
	simulator, err := dev.StartSimulator(ctx, dev.SimulatorSettings{
		Address: environ["PLATFORM_SIM_ADDR"], KeysURL: apiBase(environ) + "/keys",
		Keep: filepath.Join(dataFolder, "platform-sim.jsonl"),
	}, out)
	if err != nil {
		return nil, err
	}
	environ["ERIS_SERVICE_URL"] = simulator.URL + "/eris"
	return simulator.Stop, nil
}

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

// apiBase answers where the engine of these settings is reached on this machine.
func apiBase(environ map[string]string) string {
	address := environ["HTTP_ADDR"]
	switch {
	case address != "":
	case environ["PORT"] != "":
		address = ":" + environ["PORT"]
	default:
		address = defaultAddress
	}
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address
	}
	return "http://" + address + "/v1/mmm"
}

func environment() map[string]string {
	environ := make(map[string]string)
	for _, pair := range os.Environ() {
		if name, value, ok := strings.Cut(pair, "="); ok {
			environ[name] = value
		}
	}
	return environ
}

// fill sets what is not set yet.
func fill(environ, defaults map[string]string) {
	for name, value := range defaults {
		if environ[name] == "" {
			environ[name] = value
		}
	}
}
