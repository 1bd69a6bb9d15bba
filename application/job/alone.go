package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Alone does the work while no other instance does the task; it answers false, and does
// nothing, where one does for longer than patience.
func Alone(
	ctx context.Context, leadership ports.Leadership, task string, patience time.Duration, work func(context.Context) error,
) (bool, error) {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	waiting, worked := time.AfterFunc(patience, giveUp), false
	err := leadership.Lead(ctx, task, func(ctx context.Context) error {
		if !waiting.Stop() {
			return nil // too late by a moment
		}
		worked = true
		return work(ctx)
	})
	if !worked && ctx.Err() != nil {
		return false, nil // that somebody else is at it is an answer
	}
	return worked, err
}
