package sim_test

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const (
	waitTime  = 10 * time.Second
	pollPause = time.Millisecond
)

func (m *mounted) order(service, fault string) {
	m.t.Helper()
	got := m.do("PUT", "/_sim/"+service+"/fault", fault)
	require.Equal(m.t, 200, got.status, "body: %s", got.body)
}

func (m *mounted) lastFault(service string) string {
	m.t.Helper()
	items := m.received(service, "").Items
	require.NotEmpty(m.t, items)
	return items[len(items)-1].Fault
}

func TestAnErrorFaultAnswersItsStatus(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()

	m.order("eris", `{"mode":"error"}`)
	require.Equal(t, 500, m.post(r).status)
	m.order("eris", `{"mode":"error","value":429}`)
	require.Equal(t, 429, m.post(r).status)
	require.Equal(t, "error", m.lastFault("eris"))
	require.Empty(t, m.chains("").Tenants)

	m.order("eris", `{"mode":"none"}`)
	require.Equal(t, 201, m.post(r).status)
	require.Empty(t, m.lastFault("eris"))
}

func TestALatencyFaultAnswersLate(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()

	m.order("eris", `{"mode":"latency","value":60000}`)
	impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := m.try(m.request("POST", singlePath, r, "X-Tenant-ID", tenantA).WithContext(impatient))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Empty(t, m.chains("").Tenants)

	m.order("eris", `{"mode":"latency","value":1}`)
	require.Equal(t, 201, m.post(r).status)
	require.Equal(t, "latency", m.lastFault("eris"))
}

func TestAHangFaultHoldsUntilTheClientGoes(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.order("llm", `{"mode":"hang"}`)
	waiting := m.withheld(m.request("POST", "/llm/v1/llm/generate", `{}`))
	require.Eventually(t, func() bool { return len(m.received("llm", "").Items) == 1 }, waitTime, pollPause)
	require.Equal(t, "hang", m.lastFault("llm"))
	require.Empty(t, waiting.answers)

	waiting.goAway()

	// That the server's side ends too is what closing the test server waits for.
	require.ErrorIs(t, <-waiting.answers, context.Canceled)
}

// pending is a request whose answer is withheld.
type pending struct {
	goAway context.CancelFunc
	// answers gets how it ended: nil when it was answered after all.
	answers <-chan error
}

func (m *mounted) withheld(request *http.Request) pending {
	m.t.Helper()
	waiting, goAway := context.WithCancel(m.t.Context())
	m.t.Cleanup(goAway)
	ended := make(chan error, 1)
	go func() {
		_, err := m.try(request.WithContext(waiting))
		ended <- err
	}()
	return pending{goAway: goAway, answers: ended}
}

func TestAResetFaultResetsTheConnection(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.order("alerting", `{"mode":"reset"}`)

	_, err := m.try(m.request("POST", "/alerting/v1/alerts", `{}`))

	require.ErrorIs(t, err, syscall.ECONNRESET)
	require.Equal(t, "reset", m.lastFault("alerting"))
}

func TestAGarbageFaultAnswers200WithoutJSON(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.order("iam", `{"mode":"garbage"}`)

	got := m.do("GET", "/iam/.well-known/jwks.json", nil)

	require.Equal(t, 200, got.status)
	require.False(t, json.Valid(got.body))
	require.Equal(t, "garbage", m.lastFault("iam"))
}

func TestARateHitsItsShareOfRequests(t *testing.T) {
	t.Parallel()
	var draws atomic.Int32
	m := mount(t, sim.Options{Random: func() float64 { return float64(draws.Add(1)%10) / 10 }})
	statuses := func() map[int]int {
		seen := map[int]int{}
		for range 20 {
			seen[m.do("GET", "/policy/x", nil).status]++
		}
		return seen
	}

	m.order("policy", `{"mode":"error","value":503,"rate":0.3}`)
	require.Equal(t, map[int]int{503: 6, 404: 14}, statuses())
	m.order("policy", `{"mode":"error","value":503,"rate":0}`)
	require.Equal(t, map[int]int{404: 20}, statuses())
	m.order("policy", `{"mode":"error","value":503,"rate":1}`)
	require.Equal(t, map[int]int{503: 20}, statuses())
}

func TestAFaultIsOneServicesOwnAndSparesItsControls(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	m.order("governance", `{"mode":"error"}`)
	m.order("eris", `{"mode":"error"}`)

	require.Equal(t, 404, m.do("POST", "/policy/x", `{}`).status)
	require.Equal(t, 500, m.post(s.next()).status)
	require.Equal(t, 200, m.do("GET", "/_sim/eris/chain", nil).status)
}

func TestAFaultIsShownWithItsDefaults(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})

	require.JSONEq(t, `{"mode":"none","value":0,"rate":1}`, string(m.do("GET", "/_sim/governance/fault", nil).body))
	m.order("governance", `{"mode":"error","rate":0.5}`)
	require.JSONEq(t, `{"mode":"error","value":500,"rate":0.5}`, string(m.do("GET", "/_sim/governance/fault", nil).body))
}

func TestABadFaultNamesItsFieldAndChangesNothing(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for fault, path := range map[string]string{
		`{}`: "mode", `{"mode":"slow"}`: "mode", `{"mode":1}`: "mode",
		`{"mode":"latency","value":-1}`: "value", `{"mode":"latency","value":600001}`: "value",
		`{"mode":"error","value":200}`: "value", `{"mode":"error","value":600}`: "value", `{"mode":"error","value":"x"}`: "value",
		`{"mode":"error","retry_after":-1}`: "retry_after", `{"mode":"error","retry_after":86401}`: "retry_after",
		`{"mode":"error","retry_after":"soon"}`: "retry_after", `{"mode":"hang","retry_after":1}`: "retry_after",
		`{"mode":"redirect"}`: "location", `{"mode":"redirect","location":"http://a b"}`: "location",
		`{"mode":"redirect","location":1}`: "location", `{"mode":"none","location":"/x"}`: "location",
		`{"mode":"redirect","location":"/x","value":200}`: "value", `{"mode":"redirect","location":"/x","value":304}`: "value",
		`{"mode":"large","value":13}`: "value", `{"mode":"large","value":1073741825}`: "value",
		`{"mode":"hang","rate":1.1}`: "rate", `{"mode":"hang","rate":-0.1}`: "rate", `{"mode":"hang","rate":"all"}`: "rate",
	} {
		m.do("PUT", "/_sim/governance/fault", fault).refused(http.StatusUnprocessableEntity, path)
	}
	require.Contains(t, m.do("PUT", "/_sim/governance/fault", `{"mode":"hang","rat":1}`).refused(422, "").Detail, "rat")
	m.do("PUT", "/_sim/governance/fault", `{"mode":`).refused(400, "")
	require.Equal(t, 404, m.do("GET", "/governance/x", nil).status)
}
