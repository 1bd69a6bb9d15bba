package follow

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// LagTask names the measuring of how far the aggregates are behind. Every instance does
// it by itself, so that a leader that hangs is seen.
const LagTask = "projection_lag"

// LagPace measures often enough for whoever scrapes.
func LagPace() Pace {
	return Pace{Idle: 5 * time.Second, Retry: 5 * time.Second, RetryMost: 30 * time.Second}
}

// MeasureLag answers a step that tells how far the aggregates are behind.
func MeasureLag(feed ports.EventFeed, tell func(behind time.Duration)) Step {
	return func(ctx context.Context) (Progress, error) {
		at, err := feed.ReadCheckpoint(ctx, ProjectionTask)
		if err != nil {
			return Progress{}, err
		}
		behind, err := feed.ReadLag(ctx, at)
		if err != nil {
			return Progress{}, err
		}
		tell(behind)
		return Progress{}, nil
	}
}
