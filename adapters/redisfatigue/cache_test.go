package redisfatigue_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/adapters/redisfatigue"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ample is a timeout for tests that are not about it.
const ample = 10 * time.Second

func opened(tb testing.TB, url string) *redisfatigue.Cache {
	tb.Helper()
	cache, err := redisfatigue.Open(url, ample)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, cache.Close()) })
	return cache
}

func raw(tb testing.TB, url string) *redis.Client {
	tb.Helper()
	options, err := redis.ParseURL(url)
	require.NoError(tb, err)
	client := redis.NewClient(options)
	tb.Cleanup(func() { _ = client.Close() })
	return client
}

func TestRedisKeepsTheContract(t *testing.T) {
	t.Parallel()
	portstest.WindowCache(t, func(t *testing.T) ports.WindowCache {
		t.Helper()
		return opened(t, redistest.New(t).URL())
	})
}

func ada(version int64) ports.WindowCopy {
	return ports.WindowCopy{TenantID: "acme", Subject: "actor:ada", Window: portstest.SampleWindow(version, portstest.Noon())}
}

func TestKeysAreThoseOfTheContractAndLiveForADay(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	cache, client := opened(t, server.URL()), raw(t, server.URL())
	require.NoError(t, cache.PutWindows(t.Context(), []ports.WindowCopy{ada(1)}))
	var want []string
	for _, kind := range action.Types() {
		key := "mmm:fatigue:acme:ada:" + string(kind)
		want = append(want, key)
		require.InDelta(t, 24*time.Hour, client.TTL(t.Context(), key).Val(), float64(time.Minute))
	}
	require.ElementsMatch(t, want, client.Keys(t.Context(), "*").Val())
}

// Each part may be evicted for itself, or be another release's.
func TestWhatIsNotWholeIsNotFoundAndIsPutAgain(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	cache, client := opened(t, server.URL()), raw(t, server.URL())
	key := "mmm:fatigue:acme:ada:mirror"
	for name, spoil := range map[string]func() error{
		"gone":              func() error { return client.Del(t.Context(), key).Err() },
		"older":             func() error { return client.Set(t.Context(), key, `2 {"total":2}`, 0).Err() },
		"of another size":   func() error { return client.Set(t.Context(), key, `3 {"total":9}`, 0).Err() },
		"without its entry": func() error { return client.Set(t.Context(), key, `3 {"total":2}`, 0).Err() },
		"not ours":          func() error { return client.Set(t.Context(), key, `hello`, 0).Err() },
		"out of place": func() error {
			return client.Set(t.Context(), key, `3 {"total":2,"places":[7],"entries":[{}]}`, 0).Err()
		},
		"more places than there can be": func() error { return client.Set(t.Context(), key, `3 {"total":2,"places":[0]}`, 0).Err() },
		"of a size that nobody has":     func() error { return client.Set(t.Context(), key, `3 {"total":-1}`, 0).Err() },
	} {
		require.NoError(t, client.FlushAll(t.Context()).Err())
		require.NoError(t, cache.PutWindows(t.Context(), []ports.WindowCopy{ada(3)}))
		require.NoError(t, spoil(), name)
		_, found, err := cache.GetWindow(t.Context(), "acme", "actor:ada")
		require.NoError(t, err, name)
		require.False(t, found, name)
		require.NoError(t, cache.PutWindows(t.Context(), []ports.WindowCopy{ada(4)}))
		got, found, err := cache.GetWindow(t.Context(), "acme", "actor:ada")
		require.NoError(t, err, name)
		require.True(t, found, name)
		require.Equal(t, ada(4).Window, got, name)
	}
}

func TestAnEntryOfATypeThatWeDoNotKnowMakesNoWindow(t *testing.T) {
	t.Parallel()
	cache := opened(t, redistest.New(t).URL())
	strange := ada(1)
	strange.Window.Entries = append(strange.Window.Entries, fatigue.Entry{At: portstest.Noon(), Type: "song"})
	require.NoError(t, cache.PutWindows(t.Context(), []ports.WindowCopy{strange}))
	_, found, err := cache.GetWindow(t.Context(), "acme", "actor:ada")
	require.NoError(t, err)
	require.False(t, found)
}

func TestAServerMayBeFlushedOrReplaced(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	cache := opened(t, server.URL())
	require.NoError(t, cache.PutWindows(t.Context(), []ports.WindowCopy{ada(2)}))
	require.NoError(t, raw(t, server.URL()).FlushAll(t.Context()).Err())
	require.NoError(t, raw(t, server.URL()).ScriptFlush(t.Context()).Err())
	_, found, err := cache.GetWindow(t.Context(), "acme", "actor:ada")
	require.NoError(t, err)
	require.False(t, found)
	require.NoError(t, cache.PutWindows(t.Context(), []ports.WindowCopy{ada(1)}), "the script is sent again")

	redistest.Replace(t, server)
	require.Eventually(t, func() bool { return cache.PutWindows(t.Context(), []ports.WindowCopy{ada(1)}) == nil },
		ample, time.Millisecond, "old connections are given up")
	got, found, err := cache.GetWindow(t.Context(), "acme", "actor:ada")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, ada(1).Window, got)
}

func TestAServerThatIsAwayIsAFault(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	cache := opened(t, server.URL())
	require.NoError(t, cache.Ping(t.Context()))
	server.Kill()
	_, _, err := cache.GetWindow(t.Context(), "acme", "actor:ada")
	require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
	err = cache.PutWindows(t.Context(), []ports.WindowCopy{ada(1)})
	require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
	require.True(t, fault.Is(cache.Ping(t.Context()), fault.Unavailable))
	require.NotContains(t, err.Error(), server.Password())
}

func TestAURLThatIsWrongIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"redis://:s3cret@[::1", "http://:s3cret@host", "redis://:s3cret@host/zero", ""} {
		_, err := redisfatigue.Open(url, ample)
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), "s3cret")
	}
	cache, err := redisfatigue.Open("rediss://:s3cret@redis.example:6380/1", ample)
	require.NoError(t, err)
	require.NoError(t, cache.Close())
}
