package system_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARequestUnderWayIsFinishedBeforeTheEngineStops(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t)
	address := s.environ["HTTP_ADDR"]
	connection, err := net.Dial("tcp", address) //nolint:noctx // it is on this machine
	require.NoError(t, err)
	defer func() { _ = connection.Close() }()
	body := `{"tenant_id":"` + r.id + `"}`
	_, err = fmt.Fprintf(connection, "POST /v1/mmm/decide HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", address, r.token, len(body))
	require.NoError(t, err)
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "100 Continue", "the handler is reading the body")
	_, err = reader.ReadString('\n')
	require.NoError(t, err)

	s.engine.signal(t, syscall.SIGTERM)
	eventually(t, "it says at once that it is to get no more", func() bool { return s.ready() != http.StatusOK })
	status, checks := s.readiness(t)
	require.Equal(t, http.StatusServiceUnavailable, status, "it says so, while requests finish")
	require.Equal(t, "ok", checks["database"].Status, "though nothing is wrong")
	health := s.do(t, request{method: http.MethodGet, path: "/health"})
	require.Equal(t, http.StatusOK, health.status)
	_, err = connection.Write([]byte(body))
	require.NoError(t, err)
	response, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Zero(t, s.engine.exit(t), s.engine.stderr.text())
	require.Equal(t, 1, r.count(t, "decisions"))
}

// A delivery and an emission hang; a stop cuts them, and the next process does both.
func TestWhatIsUnderWayIsHandedBackInTime(t *testing.T) {
	t.Parallel()
	s := newStack(t, map[string]string{"SHUTDOWN_TIMEOUT": "10s"})
	r := s.renter(t).withExamples(t)
	r.requireWholeChain(t)
	s.misbehave(t, "ci_workflow", document{"mode": "hang"})
	s.fault(t, "hang")
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	eventually(t, "both are under way", func() bool {
		return s.asked(t, "ci_workflow", r.id) > 0 && s.asked(t, "eris", r.id) > r.chain(t).Count
	})

	began := time.Now()
	require.Zero(t, s.engine.stop(t), s.engine.stderr.text())
	require.Less(t, time.Since(began), 10*time.Second)
	require.Empty(t, rows[string](t, s, "SELECT kind FROM river.river_job WHERE state = 'running'"), "no job is left behind")
	require.NotContains(t, s.engine.stdout.text(), "stopped hard")

	s.misbehave(t, "ci_workflow", document{"mode": "none"})
	s.fault(t, "none")
	s.startEngine(t)
	require.Equal(t, made.ID, r.arrived(t, "ci_workflow").DecisionID)
	r.requireWholeChain(t)
}

// asked answers how many requests of the tenant a service got.
func (s *stack) asked(tb testing.TB, service, tenantID string) int {
	tb.Helper()
	got := s.do(tb, request{method: http.MethodGet, path: s.simulator + "/_sim/" + service + "/received?tenant_id=" + tenantID})
	return len(decoded[struct{ Items []document }](tb, got, http.StatusOK).Items)
}
