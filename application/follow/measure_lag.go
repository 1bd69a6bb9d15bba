package follow

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
)

// These name the measuring of how far the aggregates and the audit log are behind. Every
// instance does it by itself, so that a leader that hangs is seen.
const (
	LagTask      = "projection_lag"
	AuditLagTask = "audit_copy_lag"
)

// LagPace measures often enough for whoever scrapes.
func LagPace() Pace {
	return Pace{Idle: 5 * time.Second, Retry: 5 * time.Second, RetryMost: 30 * time.Second}
}

// Feed knows how far a follower of it has come, and how old the first is that it lacks.
type Feed interface {
	ReadCheckpoint(ctx context.Context, follower string) (event.Position, error)
	ReadLag(ctx context.Context, after event.Position) (time.Duration, error)
}

// MeasureLag answers a step that tells how far the follower is behind.
func MeasureLag(feed Feed, follower string, tell func(behind time.Duration)) Step {
	return func(ctx context.Context) (Progress, error) {
		at, err := feed.ReadCheckpoint(ctx, follower)
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
