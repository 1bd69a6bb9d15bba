package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/scene"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/stack"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/usage"
)

// soaking is an outage of the evidence service under load, and what comes after
// (reliability.md: down 30 minutes at 50 decisions a second, drained within 10).
type soaking struct {
	setting

	rate          int
	outage, drain time.Duration
}

func soakCommand() *cobra.Command {
	var s soaking
	command := &cobra.Command{
		Use: "soak", Short: "The evidence service is down under load: nothing is lost, memory stays, all of it arrives in order",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return s.run(command.Context(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	s.register(command)
	flags := command.Flags()
	flags.IntVar(&s.rate, "rate", 50, "decisions a second")
	flags.DurationVar(&s.outage, "outage", 30*time.Minute, "how long the evidence service is down")
	flags.DurationVar(&s.drain, "drain", 10*time.Minute, "how long what waited may take to arrive")
	return command
}

func (s *soaking) run(ctx context.Context, out, progress io.Writer) error {
	if s.rate < 1 || s.outage < time.Second || s.drain < time.Second {
		return errors.New("--rate must be at least 1, --outage and --drain at least 1s")
	}
	return withBench(ctx, s.setting, progress, func(b *bench) error {
		soaked, err := s.soak(ctx, b)
		if err != nil {
			return err
		}
		return s.report(ctx, b, out, soaked)
	})
}

// soaked is what an outage showed.
type soaked struct {
	traffic.Result

	// memory is the engine's in MB, once a step of the outage.
	memory  []float64
	waited  stack.Backlog
	drained time.Duration
}

// steps is how often the memory is looked at.
const steps = 10

func (s *soaking) soak(ctx context.Context, b *bench) (made soaked, err error) {
	if _, err = b.stack.Settle(ctx, drainTime); err != nil {
		return made, err
	}
	b.tellf("taking the evidence service away for %s, at %d decisions a second ...", s.outage, s.rate)
	if err = b.stack.Trouble(ctx, stack.Trouble{Mode: "error", Value: 503}, "eris"); err != nil {
		return made, err
	}
	for range steps {
		load := traffic.Load{PerSecond: s.rate, Connections: openConnections, Duration: s.outage / steps, Progress: b.tellProgress}
		result, err := b.crowd.Run(ctx, load)
		if err != nil {
			return made, err
		}
		made.Result = made.Plus(result)
		if size, err := usage.Memory(b.stack.PID()); err == nil {
			made.memory = append(made.memory, float64(size)/(1<<20))
		}
	}
	if made.waited, err = b.stack.Backlog(ctx); err != nil {
		return made, err
	}
	b.tellf("giving it back: %d receipts wait ...", made.waited.Unsealed+made.waited.Unsent)
	if err = b.stack.Trouble(ctx, stack.Trouble{Mode: "none"}, "eris"); err != nil {
		return made, err
	}
	made.drained, err = b.stack.Drain(ctx, s.drain)
	return made, err
}

func (s *soaking) report(ctx context.Context, b *bench, out io.Writer, made soaked) error {
	_, _ = fmt.Fprintf(out, "\nevidence service down for %s at %d decisions a second: %d of %d answered, p99 %.1f ms\n",
		s.outage, s.rate, made.Answered(), made.Asked, made.Milliseconds(0.99))
	if err := report.Table(out, len(made.memory), []report.Row{{Name: "memory, MB", Format: "%.0f", Figures: made.memory}}); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "%d receipts waited; all of them arrived %.1f s after it was back.\n",
		made.waited.Unsealed+made.waited.Unsent, made.drained.Seconds())
	var broken []error
	for n := range s.tenants {
		chain, err := b.stack.Chain(ctx, scene.Tenant(n))
		switch {
		case err != nil:
			broken = append(broken, err)
		case !chain.Whole():
			broken = append(broken, fmt.Errorf("the chain of %s is not whole: %+v", scene.Tenant(n), chain))
		}
	}
	if len(broken) > 0 {
		return errors.Join(broken...)
	}
	_, err := fmt.Fprintf(out, "The chains of all %d tenants are whole: each receipt once, in order.\n", s.tenants)
	return err
}
