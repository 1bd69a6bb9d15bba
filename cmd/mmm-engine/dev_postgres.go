package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
)

// exitError is the exit code of the program that was run.
type exitError int

// Error implements error.
func (s exitError) Error() string { return fmt.Sprintf("the program ended with code %d", int(s)) }

func devPostgresCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "postgres -- PROGRAM [ARGUMENTS]",
		Short: "Run a program with a private PostgreSQL, named by TEST_DATABASE_URL",
		Long: "Runs a program with a private, empty PostgreSQL that is gone afterwards. TEST_DATABASE_URL names it, as\n" +
			"its superuser. Set it yourself to use another server.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			ctx, stop := signal.NotifyContext(command.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return withPostgres(ctx, arguments)
		},
	}
}

// testSettings trade durability, which no test can see without pulling the plug,
// for speed. synchronous_commit stays: the engine refuses to start without it.
func testSettings() map[string]string {
	return map[string]string{"fsync": "off", "full_page_writes": "off", "max_connections": "300"}
}

func withPostgres(ctx context.Context, arguments []string) error {
	url, stop, err := testServer(ctx)
	if err != nil {
		return err
	}
	err = run(ctx, arguments, "TEST_DATABASE_URL="+url)
	if stopped := stop(); err == nil {
		err = stopped
	}
	return err
}

// testServer answers the server of the environment, else one of its own that is
// gone with its data when stopped.
func testServer(ctx context.Context) (url string, stop func() error, err error) {
	if url := os.Getenv("TEST_DATABASE_URL"); url != "" {
		return url, func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "mmm-engine-postgres-")
	if err != nil {
		return "", nil, fmt.Errorf("make a folder for the database: %w", err)
	}
	// The server may run as another account, which must get through to its data.
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // the data inside stay closed
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	cluster, err := dev.StartPostgres(ctx, dir, testSettings(), os.Stderr)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	return cluster.URL("postgres", "postgres"), func() error {
		return errors.Join(cluster.Stop(context.WithoutCancel(ctx)), os.RemoveAll(dir))
	}, nil
}

// run passes a signal on and lets the program end by itself.
func run(ctx context.Context, arguments []string, setting string) error {
	program := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	program.Env = append(os.Environ(), setting)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	program.Cancel = func() error { return program.Process.Signal(os.Interrupt) }
	program.WaitDelay = 10 * time.Second
	err := program.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		return exitError(exit.ExitCode())
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", arguments[0], err)
	}
	return nil
}
