package observed

import (
	"context"
	"errors"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Calls is what the calls of other services are observed with.
type Calls struct {
	Metrics *Metrics
	Tracer  trace.Tracer
	Logger  *slog.Logger
	Clock   ports.Clock
	Outages Outages
}

// tell says in the log when a service begins to fail and when it works again, not once a
// call (observability.md, section 5). A caller who hung up says nothing about it.
func (c Calls) tell(ctx context.Context, service string, err error) {
	name := "service " + service
	switch {
	case callResult(err) == resultSuccess:
		if failures, ended := c.Outages.Succeeded(name); ended {
			c.Logger.LogAttrs(ctx, slog.LevelInfo, "a service works again",
				slog.String("part", service), slog.Int("failures", failures))
		}
	case errors.Is(err, context.Canceled):
	case c.Outages.Failed(name):
		c.Logger.LogAttrs(ctx, slog.LevelError, "a service fails",
			slog.String("part", service), slog.Any("error", err))
	}
}
