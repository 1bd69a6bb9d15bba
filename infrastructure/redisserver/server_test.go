package redisserver_test

import (
	"net"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/infrastructure/redisserver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func started(t *testing.T) *redisserver.Server {
	t.Helper()
	server, err := redisserver.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(server.Kill)
	return server
}

func client(t *testing.T, url string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(url)
	require.NoError(t, err)
	made := redis.NewClient(options)
	t.Cleanup(func() { _ = made.Close() })
	return made
}

func TestAServerIsPrivate(t *testing.T) {
	t.Parallel()
	server := started(t)
	require.NoError(t, client(t, server.URL()).Ping(t.Context()).Err())
	require.ErrorContains(t, client(t, "redis://"+server.Address()).Ping(t.Context()).Err(), "NOAUTH")
	host, _, err := net.SplitHostPort(server.Address())
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1", host)
	settings, err := client(t, server.URL()).ConfigGet(t.Context(), "save").Result()
	require.NoError(t, err)
	require.Empty(t, settings["save"], "nothing goes to disk")
}

func TestAStoppedServerIsGoneAndAnotherMayTakeItsPlace(t *testing.T) {
	t.Parallel()
	server := started(t)
	require.NoError(t, client(t, server.URL()).Set(t.Context(), "key", "value", 0).Err())
	server.Stop()
	_, err := net.Dial("tcp", server.Address()) //nolint:noctx // it is on this machine
	require.Error(t, err)

	another, err := redisserver.StartAt(t.Context(), server.Port(), server.Password())
	require.NoError(t, err)
	t.Cleanup(another.Stop)
	require.Equal(t, server.URL(), another.URL())
	require.ErrorIs(t, client(t, another.URL()).Get(t.Context(), "key").Err(), redis.Nil)
}

func TestAPortThatIsTakenIsAnError(t *testing.T) {
	t.Parallel()
	server := started(t)
	_, err := redisserver.StartAt(t.Context(), server.Port(), "another")
	require.Error(t, err)
}
