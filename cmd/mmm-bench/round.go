package main

import (
	"context"
	"math"
	"os"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/stack"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/usage"
)

// round is what one phase of load showed.
type round struct {
	traffic.Result

	// used is what the parts used meanwhile; NaN where it cannot be told.
	engineCPU, postgresCPU, others, memory float64
	// backlog is what waits right behind the last answer.
	backlog stack.Backlog
}

// reading is what had been used by a moment.
type reading struct {
	at                                time.Time
	engine, postgres, family, machine time.Duration
	known                             bool
}

func (b *bench) read() reading {
	now := reading{at: time.Now()}
	var errs [5]error
	var ourselves time.Duration
	now.engine, errs[0] = usage.CPU(b.stack.PID())
	now.postgres, errs[1] = usage.FamilyCPU(b.stack.Database.PID)
	now.family, errs[2] = usage.FamilyCPU(b.stack.PID())
	ourselves, errs[3] = usage.CPU(os.Getpid())
	now.machine, errs[4] = usage.Machine()
	now.family += now.postgres + ourselves
	now.known = errs == [5]error{}
	return now
}

// measure runs one phase of load.
func (b *bench) measure(ctx context.Context, load traffic.Load) (round, error) {
	if _, err := b.stack.Settle(ctx, drainTime); err != nil {
		return round{}, err
	}
	before := b.read()
	load.Progress = b.tellProgress
	result, err := b.crowd.Run(ctx, load)
	if err != nil {
		return round{}, err
	}
	after := b.read()
	made := roundOf(result, before, after)
	if size, err := usage.Memory(b.stack.PID()); err == nil {
		made.memory = float64(size) / (1 << 20)
	}
	made.backlog, err = b.stack.Backlog(ctx)
	return made, err
}

func roundOf(result traffic.Result, before, after reading) round {
	nothing := math.NaN()
	made := round{Result: result, engineCPU: nothing, postgresCPU: nothing, others: nothing, memory: nothing}
	if !before.known || !after.known || result.Answered() == 0 {
		return made
	}
	each := func(used time.Duration) float64 {
		return used.Seconds() * 1000 / float64(result.Answered())
	}
	made.engineCPU, made.postgresCPU = each(after.engine-before.engine), each(after.postgres-before.postgres)
	foreign := (after.machine - before.machine) - (after.family - before.family)
	made.others = 100 * max(usage.Share(foreign, after.at.Sub(before.at)), 0)
	return made
}

// row answers one figure of every round.
func row(name, format string, rounds []round, figure func(round) float64) report.Row {
	made := report.Row{Name: name, Format: format}
	for _, r := range rounds {
		made.Figures = append(made.Figures, figure(r))
	}
	return made
}

// costs are the rows that both benchmarks have.
func costs(rounds []round) []report.Row {
	return []report.Row{
		row("engine, CPU ms a decision", "%.3f", rounds, func(r round) float64 { return r.engineCPU }),
		row("PostgreSQL, CPU ms a decision", "%.3f", rounds, func(r round) float64 { return r.postgresCPU }),
		row("engine, resident MB", "%.0f", rounds, func(r round) float64 { return r.memory }),
		row("receipts not sealed yet", "%.0f", rounds, func(r round) float64 { return float64(r.backlog.Unsealed) }),
		row("receipts sealed, not sent yet", "%.0f", rounds, func(r round) float64 { return float64(r.backlog.Unsent) }),
		row("decisions stored", "%.0f", rounds, func(r round) float64 { return float64(r.backlog.Decisions) }),
		row("machine taken by others, %", "%.0f", rounds, func(r round) float64 { return r.others }),
	}
}
