package system_test

import (
	"crypto/ed25519"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// stack is an engine with all it needs, each a process of its own.
type stack struct {
	// base is the API's address, simulator that of platform-sim.
	base, simulator string
	// environ is the engine's whole environment.
	environ  map[string]string
	database pgtest.Database
	key      ed25519.PrivateKey
	minter   *iam.Minter
	engine   *process
}

// newStack starts one. The changes are made to the engine's settings.
func newStack(tb testing.TB, changes map[string]string) *stack {
	tb.Helper()
	s := prepare(tb, changes)
	s.startEngine(tb)
	return s
}

// prepare starts all but the engine.
func prepare(tb testing.TB, changes map[string]string) *stack {
	tb.Helper()
	s := &stack{database: pgtest.New(tb)}
	keys, err := dev.Keys(tb.TempDir())
	require.NoError(tb, err)
	s.key, s.minter = minterOf(tb, keys["IAM_DEV_KEY_FILE"])
	address, simulator := freeAddress(tb), freeAddress(tb)
	s.base, s.simulator = "http://"+address+"/v1/mmm", "http://"+simulator
	start(tb, "", nil, "platform-sim", "-addr", simulator, "-keys-url", s.base+"/keys", "-log-level", "error",
		"-webhook-secret-file", keys["DELIVERY_SIGNING_SECRET_FILE"])
	s.environ = map[string]string{
		"MMM_ENV": "dev", "IAM_MODE": "dev", "HTTP_ADDR": address,
		"DATABASE_URL": s.database.API, "DATABASE_WORKER_URL": s.database.Worker,
		// The tests share one server with its limit of connections.
		"DATABASE_POOL_MIN": "2", "DATABASE_POOL_MAX": "8",
		"OUTBOUND_ALLOWED_HOSTS": "127.0.0.1",
		"AUDIT_LOG_PATH":         filepath.Join(tb.TempDir(), "audit.log"),

		"ERIS_SERVICE_URL":    s.simulator + "/eris",
		"EDGE_AGENT_BASE_URL": s.simulator + "/edge_agent", "CI_WORKFLOW_BASE_URL": s.simulator + "/ci_workflow",
		"ALERTING_BASE_URL": s.simulator + "/alerting",
	}
	maps.Copy(s.environ, keys)
	maps.Copy(s.environ, changes)
	return s
}

// startEngine waits until it is ready, and sees at the end that it stops well and
// has logged well.
func (s *stack) startEngine(tb testing.TB) {
	tb.Helper()
	engine := start(tb, "", s.environ, "mmm-engine", "serve")
	s.engine = engine
	tb.Cleanup(func() {
		if !engine.over() {
			require.Zero(tb, engine.stop(tb), engine.stderr.text())
		}
		requireContractLines(tb, &engine.stdout)
	})
	eventually(tb, "the engine is ready", func() bool {
		require.False(tb, engine.over(), "it ended: %s", engine.stderr.text())
		return s.ready() == http.StatusOK
	})
}

// ready answers the status of /ready, 0 where nobody answers.
func (s *stack) ready() int {
	response, err := http.Get(s.base + "/ready") //nolint:noctx // it is on this machine
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func minterOf(tb testing.TB, path string) (ed25519.PrivateKey, *iam.Minter) {
	tb.Helper()
	file, err := os.ReadFile(filepath.Clean(path))
	require.NoError(tb, err)
	key, err := iam.ParseDevKey(file)
	require.NoError(tb, err)
	minter, err := iam.NewMinter(key, clock.New())
	require.NoError(tb, err)
	return key, minter
}

// superuser is how one who is above every policy reads the stack's database.
func (s *stack) superuser(tb testing.TB) string {
	tb.Helper()
	server, err := url.Parse(os.Getenv("TEST_DATABASE_URL"))
	require.NoError(tb, err)
	own, err := url.Parse(s.database.API)
	require.NoError(tb, err)
	server.Path = own.Path
	return server.String()
}

// beside starts another instance over the same database. It is no worker, so that
// what it dies of leaves no job behind.
func (s *stack) beside(tb testing.TB) *stack {
	tb.Helper()
	other := *s
	address := freeAddress(tb)
	other.base, other.environ = "http://"+address+"/v1/mmm", maps.Clone(s.environ)
	other.environ["HTTP_ADDR"], other.environ["MMM_ROLES"] = address, "api"
	other.startEngine(tb)
	return &other
}
