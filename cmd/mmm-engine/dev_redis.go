package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mmm-engine/mmm-engine/infrastructure/redisserver"
)

// devRedis starts a private Redis unless the environment names one. The engine does
// without where the program is not there.
func devRedis(ctx context.Context, environ map[string]string, out io.Writer) (stop func(), err error) {
	if environ["REDIS_URL"] != "" {
		return func() {}, nil
	}
	server, err := redisserver.Start(ctx)
	if errors.Is(err, redisserver.ErrNotInstalled) {
		_, _ = fmt.Fprintln(out, "redis-server is not installed; going on without: fatigue windows are read from PostgreSQL.")
		return func() {}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("start the private Redis: %w", err)
	}
	environ["REDIS_URL"] = server.URL()
	return server.Stop, nil
}
