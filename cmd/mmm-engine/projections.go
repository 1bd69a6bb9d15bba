package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/progress"
	"github.com/mmm-engine/mmm-engine/ports"
)

func projectionsCommand() *cobra.Command {
	command := &cobra.Command{Use: "projections", Short: "Work on the aggregates that queries read"}
	command.AddCommand(&cobra.Command{
		Use:   "rebuild [NAME]",
		Short: "Count the kept events anew into the aggregate NAME, or into all of them",
		Long: "Counts the kept events anew into the aggregate NAME, or into all of them, in the database named by\n" +
			"DATABASE_WORKER_URL. Engines go on meanwhile: queries read the old rows until the new ones are whole.\n" +
			"What was counted of events that retention took stays. It can be stopped and begun again at any time.\n\n" +
			"The aggregates: " + strings.Join(ports.ProjectionNames(), ", ") + ".",
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, names []string) error {
			if len(names) == 0 {
				names = ports.ProjectionNames()
			}
			if !slices.Contains(ports.ProjectionNames(), names[0]) {
				return fmt.Errorf("%w: there is no aggregate %q; there are %s",
					errUsage, names[0], strings.Join(ports.ProjectionNames(), ", "))
			}
			settings, err := config.LoadMaintenance(environment())
			if err != nil {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			return rebuild(command.Context(), settings, names, command.ErrOrStderr())
		},
	})
	return command
}

// rebuild keeps retention from taking events that it still has to count.
func rebuild(ctx context.Context, settings config.Maintenance, names []string, out io.Writer) error {
	pool, err := pgpool.OpenWorker(ctx, settings.WorkerURL.Reveal(), pgpool.Size{Max: rebuildMost})
	if err != nil {
		return fmt.Errorf("DATABASE_WORKER_URL: %w", err)
	}
	defer pool.Close()
	feed, leadership := postgres.NewProjections(pool, clock.New()), postgres.NewLeadership(pool, leaseInterval)
	bar := progress.New(out, "events")
	return leadership.Lead(ctx, ports.RebuildTask, func(ctx context.Context) error {
		return leadership.Lead(ctx, ports.RetentionTask, func(ctx context.Context) error {
			events, err := follow.NewRebuilder(feed, postgres.NewRebuild(pool)).Rebuild(ctx, names, bar.Tell)
			if err == nil {
				bar.Done(events)
			}
			return err
		})
	})
}

// rebuildMost connections are two that hold leaderships, and one that works.
const rebuildMost = 4
