package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/version"
)

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve the API and work in the background (MMM_ROLES chooses)", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			signals := make(chan os.Signal, 2)
			signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
			defer signal.Stop(signals)
			return serve(command.Context(), environment(), command.OutOrStdout(), signals)
		},
	}
}

// nobody is no tenant: that its playbooks can be read says that anybody's can.
const nobody = tenant.ID("")

// startTime bounds the questions to the database at start-up.
const startTime = 15 * time.Second

// serve runs the engine until the context ends or a signal comes; a second signal
// stops it hard.
func serve(ctx context.Context, environ map[string]string, out io.Writer, signals <-chan os.Signal) error {
	collectLess(environ)
	settings, err := config.Load(environ)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	running, clean, err := newEngine(ctx, settings, out)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	defer clean()
	for _, notice := range settings.Notices {
		running.logger.WarnContext(ctx, "a development default is in use", "notice", notice)
	}
	if err := running.checkDatabase(ctx); err != nil {
		return err
	}
	running.logger.InfoContext(ctx, "serving", "address", string(settings.HTTPAddr), "version", version.Version)
	return running.group.Run(ctx, signals)
}

// gcPercent lets the heap grow to four times what is live before a collection. What
// is live is a few megabytes, so the default would collect many times a second, which
// costs a decision more than memory is worth (docs/performance.md).
const gcPercent = 300

func collectLess(environ map[string]string) {
	if environ["GOGC"] == "" {
		debug.SetGCPercent(gcPercent)
	}
}

// checkDatabase refuses a schema that this build does not know, playbooks that cannot be
// read (observability.md, section 7), and a server that would lose what it said is committed.
func (e *engine) checkDatabase(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if err := db.Check(ctx, e.primary); err != nil {
		return err
	}
	if _, err := e.playbooks.ReadInForce(ctx, nobody); err != nil {
		return fmt.Errorf("load playbooks: %w", err)
	}
	return e.primary.RequireDurability(ctx)
}
