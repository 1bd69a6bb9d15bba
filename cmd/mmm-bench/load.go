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
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/stack"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
	"github.com/mmm-engine/mmm-engine/domain/action"
)

// loading is the open-loop benchmark: requests come at their rate, whether or not
// earlier ones were answered.
type loading struct {
	setting

	rate, rounds int
	duration     time.Duration
	// neighbours is what the services around the engine do meanwhile; empty for their work.
	neighbours string
}

// openConnections is so many that an open loop never waits for one.
const openConnections = 2000

func loadCommand() *cobra.Command {
	var l loading
	command := &cobra.Command{
		Use: "load", Short: "Open-loop load: latency, throughput, memory and processor time", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return l.run(command.Context(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	l.register(command)
	flags := command.Flags()
	flags.IntVar(&l.rate, "rate", 1000, "decisions a second")
	flags.IntVar(&l.rounds, "rounds", 3, "how often")
	flags.DurationVar(&l.duration, "duration", 30*time.Second, "how long each round")
	flags.StringVar(&l.surface, "surface", string(action.IDE), "where it is asked: ide or ci")
	flags.StringVar(&l.neighbours, "neighbours", "", "what the services around the engine do: latency:MILLISECONDS, error:STATUS, hang")
	return command
}

func (l *loading) run(ctx context.Context, out, progress io.Writer) error {
	trouble, err := stack.ParseTrouble(l.neighbours)
	if err != nil {
		return fmt.Errorf("--neighbours: %w", err)
	}
	if l.surface != string(action.IDE) && l.surface != string(action.CI) {
		return errors.New("--surface must be ide or ci")
	}
	if l.rate < 1 || l.rounds < 1 || l.duration < time.Second {
		return errors.New("--rate and --rounds must be at least 1, --duration at least 1s")
	}
	postgres, err := pgbench.Find(ctx)
	if err != nil {
		return err
	}
	header := report.Machine(postgres.Version(ctx))
	return withBench(ctx, l.setting, progress, func(b *bench) error {
		if err := b.stack.Trouble(ctx, trouble, stack.Asked()...); err != nil {
			return err
		}
		rounds, err := l.measure(ctx, b)
		if err != nil {
			return err
		}
		drained, err := b.stack.Drain(ctx, drainTime)
		if err != nil {
			return err
		}
		return l.report(out, header, rounds, drained)
	})
}

// beside says what the services around did.
func (l *loading) beside() string {
	if l.neighbours == "" {
		return ""
	}
	return ", with " + l.neighbours + " of every service that a decision asks"
}

func (l *loading) measure(ctx context.Context, b *bench) ([]round, error) {
	var rounds []round
	for n := range l.rounds {
		b.tellf("round %d of %d: %d a second for %s ...", n+1, l.rounds, l.rate, l.duration)
		made, err := b.measure(ctx, traffic.Load{PerSecond: l.rate, Connections: openConnections, Duration: l.duration})
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, made)
	}
	return rounds, nil
}

func (l *loading) report(out io.Writer, header string, rounds []round, drained time.Duration) error {
	_, _ = fmt.Fprintf(out, "\nopen loop: %d decisions a second for %s in %s, %d tenants with %d actors each, "+
		"one signal each request%s\n%s\n", l.rate, l.duration, l.surface, l.tenants, l.actors, l.beside(), header)
	rows := []report.Row{
		row("answered, %", "%.2f", rounds, func(r round) float64 { return 100 * r.Share() }),
		row("decisions a second", "%.0f", rounds, round.Rate),
	}
	for _, p := range []struct {
		name  string
		share float64
	}{{"p50, ms", 0.5}, {"p95, ms", 0.95}, {"p99, ms", 0.99}, {"longest, ms", 1}} {
		rows = append(rows, row(p.name, "%.1f", rounds, func(r round) float64 { return r.Milliseconds(p.share) }))
	}
	if err := report.Table(out, len(rounds), append(rows, costs(rounds)...)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nEvery receipt was sealed and sent %.1f s after the last answer.\n", drained.Seconds())
	return err
}
