// Package redisfatigue keeps copies of fatigue windows in Redis, for all instances
// (product.md, Fatigue). It wants one server, or one that stands for several: a
// subject's keys are compared and replaced together, so they cannot live on several.
package redisfatigue

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Cache implements ports.WindowCache.
type Cache struct {
	client *redis.Client
	reads  reads
}

var _ ports.WindowCache = (*Cache)(nil)

// connections are few: what comes together shares one round trip.
const connections = 8

// Open connects when it is first asked, so that the engine starts without Redis. The URL
// is redis:// or, over TLS, rediss://; timeout bounds one round trip, the connection
// included. Errors do not repeat the URL, which has the password.
func Open(url string, timeout time.Duration) (*Cache, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, errURL
	}
	redis.SetLogger(silent{})
	// A call that failed is not tried again here: the primary has what it was for.
	options.MaxRetries, options.DialerRetries = -1, 1
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = timeout, timeout, timeout
	options.PoolTimeout, options.PoolSize, options.ContextTimeoutEnabled = timeout, connections, true
	// Neither is anything that a decision needs, and each costs a new connection a command.
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	c := &Cache{client: redis.NewClient(options)}
	c.reads = reads{client: c.client, timeout: timeout}
	return c, nil
}

var errURL = fault.New(fault.Invalid, "REDIS_URL",
	"is not a Redis URL; set one such as redis://:password@host:6379/0, or rediss:// for TLS")

// Ping asks whether the server answers.
func (c *Cache) Ping(ctx context.Context) error {
	if err := c.client.Ping(ctx).Err(); err != nil {
		return unavailable(err)
	}
	return nil
}

// Close gives the connections back.
func (c *Cache) Close() error {
	if err := c.client.Close(); err != nil {
		return fmt.Errorf("close the connections to Redis: %w", err)
	}
	return nil
}

func unavailable(err error) error {
	return fault.Wrap(fault.Unavailable, "REDIS_UNAVAILABLE", "Redis does not answer", err)
}

// silent keeps the client's own lines out of our log, which has a form of its own: what
// goes wrong comes back as an error.
type silent struct{}

// Printf implements the client's logger.
func (silent) Printf(context.Context, string, ...any) {
	// See above.
}
