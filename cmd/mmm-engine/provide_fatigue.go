package main

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/redisfatigue"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/ports"
)

// windowCopies are the copies of fatigue windows in Redis; without any, where no Redis is
// configured, everything is as if nobody had thought of them.
type windowCopies struct {
	windows *cached.Windows
	// cache is what they are in; nil where there is none.
	cache ports.WindowCache
	// ping asks Redis; nil where there is none.
	ping func(context.Context) error
}

// newWindowCopies: trace+metric > breaker > timeout > client.
func newWindowCopies(
	settings config.Config, breakers *resilient.Breakers, metrics *observed.Metrics, calls observed.Calls,
) (windowCopies, func(), error) {
	if settings.RedisURL.Empty() {
		return windowCopies{}, func() {}, nil
	}
	client, err := redisfatigue.Open(settings.RedisURL.Reveal(), resilient.WindowTimeout)
	if err != nil {
		return windowCopies{}, nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	guarded := resilient.NewWindowCache(client, breakers.Of(resilient.Redis), resilient.WindowTimeout)
	watched := observed.NewWindowCache(guarded, calls)
	return windowCopies{
		cache: watched, windows: cached.NewWindows(watched, string(resilient.Redis), metrics.FatigueCache), ping: client.Ping,
	}, func() { _ = client.Close() }, nil // nothing is lost with the connections
}

func (c windowCopies) reader(next ports.DecisionReader) ports.DecisionReader {
	if c.windows == nil {
		return next
	}
	return c.windows.Reader(next)
}

func (c windowCopies) store(next ports.Store) ports.Store {
	if c.windows == nil {
		return next
	}
	return c.windows.Store(next)
}

// services write the copies. They belong before whatever decides, so that they stop after it.
func (c windowCopies) services() []lifecycle.Service {
	if c.windows == nil {
		return nil
	}
	return []lifecycle.Service{{Name: "fatigue copies", Start: c.windows.Run}}
}
