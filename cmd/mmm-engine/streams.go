package main

import (
	"context"
	"log/slog"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

// streams tell those who listen what is pushed to them.
type streams struct {
	Hub     *live.Hub
	Logger  *slog.Logger
	Outages *telemetry.Transitions
}

// service works behind http, so that it stops first: it ends the streams, which would
// hold http up.
func (s streams) service() lifecycle.Service {
	step := observed.NewStep(live.Task, follow.Within(useCaseTime, s.Hub.Step), s.Logger, s.Outages)
	return lifecycle.Service{Name: live.Task, Start: func(ctx context.Context) error {
		defer s.Hub.Close()
		return follow.Loop(ctx, step, live.Pace(), wait)
	}}
}
