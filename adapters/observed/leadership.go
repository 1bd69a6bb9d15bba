package observed

import (
	"context"
	"log/slog"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Leadership tells the log when a task can no longer be led, and when it can again.
type Leadership struct {
	next    ports.Leadership
	logger  *slog.Logger
	outages Outages
}

var _ ports.Leadership = (*Leadership)(nil)

// NewLeadership observes who leads.
func NewLeadership(next ports.Leadership, logger *slog.Logger, outages Outages) *Leadership {
	return &Leadership{next: next, logger: logger, outages: outages}
}

// Lead implements ports.Leadership.
func (l *Leadership) Lead(ctx context.Context, task string, work func(context.Context) error) error {
	led := false
	err := l.next.Lead(ctx, task, func(ctx context.Context) error {
		led = true
		tellOutage(ctx, leading(task), nil, l.logger, l.outages)
		return work(ctx)
	})
	if !led {
		tellOutage(ctx, leading(task), err, l.logger, l.outages)
	}
	return err
}

func leading(task string) string { return "leading " + task }
