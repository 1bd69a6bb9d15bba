package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/past"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/pgbench"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/scene"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
	"github.com/mmm-engine/mmm-engine/infrastructure/progress"
)

// remembering measures what a long history costs: decisions before and after it is there,
// and queries over it.
type remembering struct {
	setting

	decisions          int64
	days, people       int
	rate, rounds, asks int
	duration           time.Duration
}

// veteran is the tenant with the history.
const veteran = "veteran"

func historyCommand() *cobra.Command {
	var r remembering
	command := &cobra.Command{
		Use: "history", Short: "Load a long history, then measure queries over it and decisions beside it", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return r.run(command.Context(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	r.register(command)
	flags := command.Flags()
	flags.Int64Var(&r.decisions, "decisions", 10_000_000, "how many decisions to make up for one more tenant")
	flags.IntVar(&r.days, "days", 90, "over how many days up to now they were made")
	flags.IntVar(&r.people, "people", 2000, "by how many actors")
	flags.IntVar(&r.rate, "rate", 300, "decisions a second while decisions are measured")
	flags.DurationVar(&r.duration, "duration", 20*time.Second, "how long each round of decisions")
	flags.IntVar(&r.rounds, "rounds", 3, "how often")
	flags.IntVar(&r.asks, "asks", 100, "how often each query is asked a round")
	return command
}

func (r *remembering) run(ctx context.Context, out, told io.Writer) error {
	if r.decisions < 1 || r.days < 1 || r.people < 1 || r.rate < 1 || r.rounds < 1 || r.asks < 1 || r.duration < time.Second {
		return errors.New("every number must be at least 1, --duration at least 1s")
	}
	postgres, err := pgbench.Find(ctx)
	if err != nil {
		return err
	}
	header := report.Machine(postgres.Version(ctx))
	return withBench(ctx, r.setting, told, func(b *bench) error {
		empty, err := r.decide(ctx, b, "with no history")
		if err != nil {
			return err
		}
		playbooks, err := r.load(ctx, b, told)
		if err != nil {
			return err
		}
		full, err := r.decide(ctx, b, "beside the history")
		if err != nil {
			return err
		}
		queries, err := r.ask(ctx, b, playbooks[0])
		if err != nil {
			return err
		}
		return r.report(out, header, empty, full, queries)
	})
}

func (r *remembering) decide(ctx context.Context, b *bench, when string) ([]round, error) {
	var rounds []round
	for n := range r.rounds {
		if _, err := b.stack.Settle(ctx, drainTime); err != nil {
			return nil, err
		}
		b.tellf("%s, round %d of %d: %d decisions a second for %s ...", when, n+1, r.rounds, r.rate, r.duration)
		made, err := b.measure(ctx, traffic.Load{PerSecond: r.rate, Connections: openConnections, Duration: r.duration})
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, made)
	}
	return rounds, nil
}

// load makes up the history, and answers the playbooks that it is of.
func (r *remembering) load(ctx context.Context, b *bench, told io.Writer) (playbooks []string, err error) {
	conn, err := b.stack.Database.Engine(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if playbooks, err = publish(ctx, b); err != nil {
		return nil, err
	}
	// Its chain must stand still, since the history is written into it.
	if _, err := b.stack.Settle(ctx, drainTime); err != nil {
		return nil, err
	}
	b.tellf("making up %d decisions of %s ...", r.decisions, veteran)
	bar := progress.New(told, "decisions")
	made := past.Past{Tenant: veteran, Playbooks: playbooks, Decisions: r.decisions, Days: r.days, Actors: r.people}
	if err := made.Load(ctx, conn, bar.Tell); err != nil {
		return nil, err
	}
	bar.Done(r.decisions)
	if err := counted(ctx, b, conn, told); err != nil {
		return nil, err
	}
	b.tellf("vacuuming, as autovacuum would in time ...")
	if _, err := conn.Exec(ctx, "VACUUM ANALYZE"); err != nil {
		return nil, fmt.Errorf("vacuum: %w", err)
	}
	return playbooks, nil
}

// publish gives the veteran its playbooks, as the others have them.
func publish(ctx context.Context, b *bench) ([]string, error) {
	token, err := b.stack.Token(ctx, veteran)
	if err != nil {
		return nil, err
	}
	return scene.Admin{Base: b.stack.Base, Token: token, HTTP: http.DefaultClient}.Publish(ctx, scene.Playbooks())
}

// counted waits until the engine's projector has every event.
func counted(ctx context.Context, b *bench, conn *pgx.Conn, told io.Writer) error {
	b.tellf("waiting until the projector has counted them ...")
	bar := progress.New(told, "events")
	for {
		var done, total int64
		err := conn.QueryRow(ctx, `SELECT coalesce((SELECT number FROM checkpoints WHERE follower = 'projections'), 0),
			(SELECT number FROM events ORDER BY xid DESC, number DESC LIMIT 1)`).Scan(&done, &total)
		if err != nil {
			return fmt.Errorf("ask how far the projector is: %w", err)
		}
		if done >= total {
			bar.Done(total)
			return nil
		}
		bar.Tell(done, total)
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the projector: %w", ctx.Err())
		case <-time.After(time.Second):
		}
	}
}
