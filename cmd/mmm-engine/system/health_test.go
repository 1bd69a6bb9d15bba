package system_test

import (
	"crypto/rand"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
)

// checked is one check of /ready.
type checked struct {
	Name, Status string
	Latency      *float64 `json:"latency_ms"`
	Since        time.Time
	LastError    string `json:"last_error"`
}

// readiness answers the status of /ready and its checks by name.
func (s *stack) readiness(tb testing.TB) (int, map[string]checked) {
	tb.Helper()
	got := s.do(tb, request{method: http.MethodGet, path: "/ready"})
	require.NotContains(tb, string(got.body), "127.0.0.1", "an error is told by its class only")
	body := decoded[struct {
		Status string
		Checks []checked
	}](tb, got, got.status)
	require.Equal(tb, map[int]string{http.StatusOK: "ready", http.StatusServiceUnavailable: "not_ready"}[got.status], body.Status)
	checks := map[string]checked{}
	for _, one := range body.Checks {
		checks[one.Name] = one
	}
	return got.status, checks
}

// severable is an engine each of whose dependencies is reached by a way that can be cut.
func severable(t *testing.T) (*stack, map[string]*proxy) {
	t.Helper()
	s := prepare(t, soon)
	redis := redistest.New(t)
	ways := map[string]*proxy{"database": newProxy(t, s.database.API), "redis": newProxy(t, redis.URL())}
	for _, service := range []string{"iam", "eris", "policy"} {
		ways[service] = newProxy(t, s.simulator)
	}
	s.environ["DATABASE_URL"] = ways["database"].through(t, s.database.API)
	s.environ["REDIS_URL"] = ways["redis"].through(t, redis.URL())
	s.environ["ERIS_SERVICE_URL"] = ways["eris"].through(t, s.simulator+"/eris")
	s.environ["POLICY_SERVICE_URL"] = ways["policy"].through(t, s.simulator+"/policy")
	s.environ["IAM_MODE"], s.environ["IAM_SERVICE_URL"] = "remote", ways["iam"].through(t, s.simulator+"/iam")
	s.startEngine(t)
	return s, ways
}

// observability.md, section 7: each of them is required by default, and the body says which
// one it is, since when, and the class of its last error.
func TestReadyTellsWhichDependencyWentAndThatItCameBack(t *testing.T) {
	t.Parallel()
	s, ways := severable(t)
	for name, way := range ways {
		status, before := s.readiness(t)
		require.Equal(t, http.StatusOK, status, name)
		began := time.Now()
		way.cut()
		var during map[string]checked
		eventually(t, name+" is seen to be away", func() bool {
			if name == "iam" { // it is known by those who are asked about
				_, _ = s.try(t.Context(), request{method: http.MethodGet, path: "/playbooks", token: "nobody.knows." + rand.Text()})
			}
			status, during = s.readiness(t)
			return status == http.StatusServiceUnavailable
		})
		for other, check := range during {
			want := map[bool]string{true: "failing", false: before[other].Status}[other == name]
			require.Equal(t, want, check.Status, "%s while %s is away", other, name)
		}
		require.NotNil(t, during[name].Latency)
		require.False(t, during[name].Since.Before(began.Add(-time.Second)), "since it went")
		require.Contains(t, []string{"network", "timeout", "error"}, during[name].LastError, name)

		way.mend(t)
		var after map[string]checked
		eventually(t, name+" is back", func() bool {
			status, after = s.readiness(t)
			return status == http.StatusOK
		})
		require.Equal(t, "ok", after[name].Status)
		require.True(t, after[name].Since.After(during[name].Since), "%s: since it came back", name)
		require.NotEmpty(t, after[name].LastError, "%s: what happened stays to be read", name)
	}
}

// A storm of probes asks the database as often as one probe does.
func TestAStormOfProbesAsksTheDatabaseNoMore(t *testing.T) {
	t.Parallel()
	s := prepare(t, map[string]string{"MMM_ROLES": "api"})
	between := newSlowed(t, parsedURL(t, s.database.API).Host)
	through := parsedURL(t, s.database.API)
	through.Host = between.address
	s.environ["DATABASE_URL"] = through.String()
	s.startEngine(t)
	const probes = 2000
	pings, began := between.pings.Load(), time.Now()
	var answered atomic.Int64
	var storm sync.WaitGroup
	for range 200 {
		storm.Go(func() {
			for range probes / 200 {
				if got, err := s.try(t.Context(), request{method: http.MethodGet, path: "/ready"}); err == nil && got.status == http.StatusOK {
					answered.Add(1)
				}
			}
		})
	}
	storm.Wait()
	periods := int64(time.Since(began)/time.Second) + 2
	require.EqualValues(t, probes, answered.Load())
	// A pool pings a connection that has been idle for a second, too.
	require.LessOrEqual(t, between.pings.Load()-pings, 4*periods)
	eventually(t, "it is asked at all", func() bool { return between.pings.Load() > pings })
}

// Three times as many decisions as an instance may have in flight hang in the database.
func TestHealthAnswersWhileEveryDecisionHangs(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	between := newSlowed(t, parsedURL(t, s.database.API).Host)
	through := parsedURL(t, s.database.API)
	through.Host = between.address
	s.environ["DATABASE_URL"] = through.String()
	s.startEngine(t)
	r := s.renter(t)
	between.delay.Store(int64(2 * time.Second))
	var load sync.WaitGroup
	var under atomic.Int64
	for range 3 * 256 {
		load.Go(func() {
			under.Add(1)
			defer under.Add(-1)
			_, _ = s.try(t.Context(), r.post("/decide", document{"tenant_id": r.id}, nil))
		})
	}
	eventually(t, "they are under way", func() bool { return under.Load() > 2*256 })
	for under.Load() > 256 {
		asked := time.Now()
		got := s.do(t, request{method: http.MethodGet, path: "/health"})
		require.Equal(t, http.StatusOK, got.status)
		require.JSONEq(t, `{"status":"healthy"}`, string(got.body))
		s.readiness(t)
		require.Less(t, time.Since(asked), time.Second)
	}
	between.delay.Store(0)
	load.Wait()
	eventually(t, "it is ready", func() bool { return s.ready() == http.StatusOK })
	r.decide(t, document{"tenant_id": r.id})
}
