package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/scene"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/stack"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// setting is who asks, and what is known of them before anything is measured.
type setting struct {
	tenants, actors, history int
	// surface is where they ask; empty for the IDE.
	surface string
}

func (s *setting) register(command *cobra.Command) {
	flags := command.Flags()
	flags.IntVar(&s.tenants, "tenants", 10, "how many tenants ask")
	flags.IntVar(&s.actors, "actors", 50, "how many actors each tenant has")
	flags.IntVar(&s.history, "history", signal.RecentLimit, "how many decisions each actor has before the first round")
}

func (s *setting) check() error {
	if s.tenants < 1 || s.actors < 1 || s.history < 0 {
		return errors.New("--tenants and --actors must be at least 1, --history at least 0")
	}
	return nil
}

// bench is a stack with tenants that are ready to ask.
type bench struct {
	stack    *stack.Stack
	crowd    *traffic.Crowd
	progress io.Writer
}

// connections of a closed loop, which is what performance.md saturates with.
const connections = 64

// drainTime is ample for the backlog of one phase.
const drainTime = 5 * time.Minute

// withBench starts a stack, prepares it, and stops it whatever happens.
func withBench(ctx context.Context, s setting, progress io.Writer, measure func(*bench) error) (err error) {
	if err := s.check(); err != nil {
		return err
	}
	b := &bench{progress: progress}
	b.tellf("starting the engine with a database of its own in %s ...", stack.Folder)
	if b.stack, err = stack.Start(ctx); err != nil {
		return err
	}
	defer func() {
		b.tellf("stopping ...")
		err = errors.Join(err, b.stack.Stop())
	}()
	if err := b.populate(ctx, s); err != nil {
		return err
	}
	return measure(b)
}

// populate gives each tenant its playbooks and each actor a history.
func (b *bench) populate(ctx context.Context, s setting) error {
	b.crowd = &traffic.Crowd{Base: b.stack.Base, Actors: s.actors, Surface: action.Surface(s.surface)}
	b.tellf("publishing %d playbooks for each of %d tenants ...", scene.InForce, s.tenants)
	for n := range s.tenants {
		token, err := b.stack.Token(ctx, scene.Tenant(n))
		if err != nil {
			return err
		}
		admin := scene.Admin{Base: b.stack.Base, Token: token, HTTP: http.DefaultClient}
		if _, err := admin.Publish(ctx, scene.Playbooks()); err != nil {
			return err
		}
		b.crowd.Tokens = append(b.crowd.Tokens, token)
	}
	requests := uint64(b.crowd.Size() * s.history)
	b.tellf("warming up with %d decisions ...", requests)
	_, err := b.crowd.Run(ctx, traffic.Load{Connections: connections, Requests: max(requests, 1), Progress: b.tellProgress})
	return err
}

func (b *bench) tellf(format string, args ...any) {
	_, _ = fmt.Fprintf(b.progress, format+"\n", args...)
}

func (b *bench) tellProgress(lately traffic.Result) {
	line := fmt.Sprintf("  %5.0f decisions a second, p50 %.1f ms, p99 %.1f ms", lately.Rate(),
		lately.Milliseconds(0.5), lately.Milliseconds(0.99))
	if failed := lately.Asked - lately.Answered(); failed > 0 {
		line += fmt.Sprintf(", %d failed: %v", failed, lately.Failures)
	}
	b.tellf("%s", line)
}
