// Package redistest gives tests a private redis-server.
package redistest

import (
	"testing"

	"github.com/mmm-engine/mmm-engine/infrastructure/redisserver"
)

// New starts a server that is gone with the test.
func New(tb testing.TB) *redisserver.Server {
	tb.Helper()
	server, err := redisserver.Start(tb.Context())
	if err != nil {
		tb.Fatalf("start a private redis-server (Debian has it as redis-server): %v", err)
	}
	tb.Cleanup(server.Kill)
	return server
}

// Replace kills the server and starts an empty one in its place, at the same address.
func Replace(tb testing.TB, server *redisserver.Server) *redisserver.Server {
	tb.Helper()
	server.Kill()
	another, err := redisserver.StartAt(tb.Context(), server.Port(), server.Password())
	if err != nil {
		tb.Fatalf("start a redis-server in another's place: %v", err)
	}
	tb.Cleanup(another.Kill)
	return another
}
