package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/pgbench"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/scene"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
)

// limiting compares the engine at its fastest with what PostgreSQL alone commits,
// in turn, so that both meet the same machine.
type limiting struct {
	setting

	rounds   int
	duration time.Duration
}

func limitCommand() *cobra.Command {
	var l limiting
	command := &cobra.Command{
		Use: "limit", Short: "Saturation, as a share of the rate at which PostgreSQL alone commits equal decisions", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return l.run(command.Context(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	l.register(command)
	flags := command.Flags()
	flags.IntVar(&l.rounds, "rounds", 3, "how often")
	flags.DurationVar(&l.duration, "duration", 20*time.Second, "how long each half of a round")
	return command
}

// pair is one round: the engine, then PostgreSQL alone.
type pair struct {
	engine round
	alone  float64
}

func (p pair) ratio() float64 { return p.engine.Rate() / p.alone }

func (l *limiting) run(ctx context.Context, out, progress io.Writer) error {
	if l.rounds < 1 || l.duration < time.Second {
		return errors.New("--rounds must be at least 1, --duration at least 1s")
	}
	program, err := pgbench.Find(ctx)
	if err != nil {
		return err
	}
	header := report.Machine(program.Version(ctx))
	return withBench(ctx, l.setting, progress, func(b *bench) error {
		alone, err := l.prepare(ctx, b, program)
		if err != nil {
			return err
		}
		var pairs []pair
		for n := range l.rounds {
			made, err := l.pair(ctx, b, alone, n)
			if err != nil {
				return err
			}
			pairs = append(pairs, made)
		}
		return l.report(out, header, alone.Shape.Sizes, pairs)
	})
}

func (l *limiting) prepare(ctx context.Context, b *bench, program pgbench.Program) (alone *pgbench.Bench, err error) {
	connection, err := b.stack.Database.Engine(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	sizes, err := pgbench.Measure(ctx, connection)
	if err != nil {
		return nil, err
	}
	alone = &pgbench.Bench{
		Program: program, Database: b.stack.Database, Progress: b.progress,
		Shape: pgbench.Shape{Sizes: sizes, Tenants: l.tenants, Actors: l.actors},
	}
	return alone, alone.Prepare(ctx)
}

func (l *limiting) pair(ctx context.Context, b *bench, alone *pgbench.Bench, n int) (made pair, err error) {
	b.tellf("round %d of %d: the engine, %d connections for %s ...", n+1, l.rounds, connections, l.duration)
	if made.engine, err = b.measure(ctx, traffic.Load{Connections: connections, Duration: l.duration}); err != nil {
		return pair{}, err
	}
	b.tellf("waiting for the followers ...")
	if _, err := b.stack.Settle(ctx, drainTime); err != nil {
		return pair{}, err
	}
	b.tellf("round %d of %d: PostgreSQL alone, %d clients for %s ...", n+1, l.rounds, pgbench.Clients, l.duration)
	made.alone, err = alone.Run(ctx, l.duration)
	return made, err
}

func (l *limiting) report(out io.Writer, header string, sizes pgbench.Sizes, pairs []pair) error {
	_, _ = fmt.Fprintf(out, limitIntroduction, connections, l.tenants, l.actors, scene.InForce, scene.Matching, scene.Firing,
		pgbench.Clients, sizes.Attributes, sizes.Decision, sizes.Receipt, sizes.Event, l.duration, header)
	var engines []round
	limit := report.Row{Name: "PostgreSQL alone, a second", Format: "%.0f"}
	ratio := report.Row{Name: "ratio", Format: "%.3f"}
	for _, p := range pairs {
		engines = append(engines, p.engine)
		limit.Figures, ratio.Figures = append(limit.Figures, p.alone), append(ratio.Figures, p.ratio())
	}
	rows := []report.Row{
		ratio, row("engine, decisions a second", "%.0f", engines, round.Rate), limit,
		row("answered, %", "%.2f", engines, func(r round) float64 { return 100 * r.Share() }),
		row("p50, ms", "%.1f", engines, func(r round) float64 { return r.Milliseconds(0.5) }),
		row("p99, ms", "%.1f", engines, func(r round) float64 { return r.Milliseconds(0.99) }),
	}
	return report.Table(out, len(pairs), append(rows, costs(engines)...))
}

const limitIntroduction = `
the engine:       POST /decide over %d connections, closed loop; %d tenants with %d actors each; JWT, validation, %d playbooks
                  of which %d match with a condition and %d fires; commit with signal, receipt and event; followers at work.
                  Fatigue windows are copied to Redis where redis-server is there. Each actor is soon shown all that its
                  quotas allow, so that most decisions hold their action back.
PostgreSQL alone: pgbench, %d clients, one prepared statement a decision with the same rows; no row-level security and no
                  index but the primary keys. Texts of %d (attributes), %d (decision), %d (receipt) and %d (event) bytes.
each for %s, in turn, on the same server
%s
`
