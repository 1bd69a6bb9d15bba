package system_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// replies are what no service should answer, each with what it is called in the metrics.
func replies(elsewhere string) map[string]struct {
	fault  document
	result string
} {
	return map[string]struct {
		fault  document
		result string
	}{
		"10 MB":           {document{"mode": "large"}, "error"},
		"no JSON":         {document{"mode": "garbage"}, "error"},
		"another schema":  {document{"mode": "schema"}, "error"},
		"trickling bytes": {document{"mode": "trickle"}, "timeout"},
		"a redirect":      {document{"mode": "redirect", "location": elsewhere}, "error"},
		"a reset":         {document{"mode": "reset"}, "error"},
	}
}

// No reply is taken for an answer unless it is what the contract says, in its time and of
// its size; and a decision goes on without.
func TestAReplyThatIsNoneCostsADecisionItsServiceAndNothingElse(t *testing.T) {
	t.Parallel()
	var followed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	t.Cleanup(elsewhere.Close)
	for name, bad := range replies(elsewhere.URL) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWhole(t, nil)
			for _, of := range [][2]string{{"governance", "data_governance"}, {"ubi", "ubi"}} { // what the first said is kept
				simulated, service := of[0], of[1]
				w.misbehave(t, simulated, bad.fault)
				got := w.told(t, w.next())
				require.Equal(t, []string{service}, got.Reasons)
				require.Len(t, got.Actions, 3)
				w.misbehave(t, simulated, document{"mode": "none"})
				eventually(t, "the call has ended", func() bool {
					return w.metrics(t).value(callsTotal, labels{"service": service, "result": bad.result}) == 1
				})
			}
			w.misbehave(t, "policy", bad.fault)
			w.refusedForPolicy(t, w.next())
		})
	}
	t.Cleanup(func() { require.False(t, followed.Load(), "a redirect was followed") })
}

func TestAPrivateAddressInASettingStopsTheStart(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	delete(s.environ, "OUTBOUND_ALLOWED_HOSTS")
	engine := start(t, "", s.environ, "mmm-engine", "serve")
	require.Equal(t, 2, engine.exit(t))
	for _, service := range []string{"ERIS_SERVICE_URL", "EDGE_AGENT_BASE_URL", "CI_WORKFLOW_BASE_URL", "ALERTING_BASE_URL"} {
		require.Contains(t, engine.stderr.text(), service+": is not at a public address")
	}
	require.Contains(t, engine.stderr.text(), "OUTBOUND_ALLOWED_HOSTS")
}

// The latency objective holds with every service trickling.
func TestNobodyWaitsForBytesThatTrickle(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	for _, service := range []string{"ubi", "governance"} {
		w.misbehave(t, service, document{"mode": "trickle"})
	}
	began := time.Now()
	got := w.told(t, w.next())
	require.Equal(t, []string{"ubi", "data_governance"}, got.Reasons)
	require.Less(t, time.Since(began), time.Second)
}
