package observed

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	fatigueCache = "fatigue"
	redisService = "redis"
)

// FatigueCache counts where a subject's window came from: hit, from its copy; miss, stale
// and error, from the primary.
func (m *Metrics) FatigueCache(result string) { m.caches.WithLabelValues(fatigueCache, result).Inc() }

// WindowCache times the calls of Redis. It stands outside the breaker, so that a call
// which the breaker refused is seen too.
type WindowCache struct {
	next ports.WindowCache
	Calls
}

var _ ports.WindowCache = (*WindowCache)(nil)

// NewWindowCache observes calls of the cache.
func NewWindowCache(next ports.WindowCache, calls Calls) *WindowCache {
	return &WindowCache{next: next, Calls: calls}
}

// GetWindow implements ports.WindowCache. Its span says whether there was a copy.
func (c *WindowCache) GetWindow(
	ctx context.Context, owner tenant.ID, subject signal.Subject,
) (window fatigue.Window, found bool, err error) {
	ctx, span := c.Tracer.Start(ctx, "redis.get", trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("tenant_id", string(owner))))
	defer span.End()
	started := c.Clock.Monotonic()
	window, found, err = c.next.GetWindow(ctx, owner, subject)
	c.timed(ctx, "get", c.Clock.Monotonic()-started, err)
	span.SetAttributes(attribute.Bool("found", found))
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, callResult(err))
	}
	return window, found, err
}

// PutWindows implements ports.WindowCache. It belongs to no request, and has no span.
func (c *WindowCache) PutWindows(ctx context.Context, copies []ports.WindowCopy) error {
	started := c.Clock.Monotonic()
	err := c.next.PutWindows(ctx, copies)
	c.timed(ctx, "put", c.Clock.Monotonic()-started, err)
	return err
}

// ForgetWindow implements ports.WindowCache. It belongs to no request either.
func (c *WindowCache) ForgetWindow(ctx context.Context, owner tenant.ID, subject signal.Subject) error {
	started := c.Clock.Monotonic()
	err := c.next.ForgetWindow(ctx, owner, subject)
	c.timed(ctx, "forget", c.Clock.Monotonic()-started, err)
	return err
}

func (c *WindowCache) timed(ctx context.Context, operation string, took time.Duration, err error) {
	c.tell(ctx, redisService, err)
	c.Metrics.serviceCalls.WithLabelValues(redisService, operation, callResult(err)).Observe(took.Seconds())
}
