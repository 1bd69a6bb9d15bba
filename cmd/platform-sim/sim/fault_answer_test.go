package sim_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

func TestAnErrorFaultSaysWhenToComeAgainOnlyWhenToldTo(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})

	m.order("alerting", `{"mode":"error","value":429,"retry_after":7}`)
	got := m.do("POST", "/alerting/v1/alerts", `{}`)
	require.Equal(t, 429, got.status)
	require.Equal(t, "7", got.header.Get("Retry-After"))
	require.JSONEq(t, `{"mode":"error","value":429,"rate":1,"retry_after":7}`, string(m.do("GET", "/_sim/alerting/fault", nil).body))

	m.order("alerting", `{"mode":"error","value":429,"retry_after":0}`)
	require.Equal(t, "0", m.do("POST", "/alerting/v1/alerts", `{}`).header.Get("Retry-After"))
	m.order("alerting", `{"mode":"error","value":429}`)
	require.Empty(t, m.do("POST", "/alerting/v1/alerts", `{}`).header.Values("Retry-After"))
}

func TestARedirectFaultLeadsWhereItWasToldTo(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for order, want := range map[string]int{
		`{"mode":"redirect","location":"http://10.0.0.1/x?y=z"}`:             307,
		`{"mode":"redirect","location":"http://10.0.0.1/x?y=z","value":302}`: 302,
	} {
		m.order("edge_agent", order)
		got := m.do("POST", "/edge_agent/api/v1/mmm/actions", `{}`)
		require.Equal(t, want, got.status)
		require.Equal(t, "http://10.0.0.1/x?y=z", got.header.Get("Location"))
		require.Equal(t, "redirect", m.lastFault("edge_agent"))
	}
}

func TestALargeFaultAnswersAsManyBytesOfJSON(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for order, want := range map[string]int{
		`{"mode":"large"}`:                10 << 20,
		`{"mode":"large","value":14}`:     14,
		`{"mode":"large","value":100001}`: 100_001,
	} {
		m.order("governance", order)
		got := m.do("GET", "/governance/x", nil)
		require.Equal(t, 200, got.status)
		require.Len(t, got.body, want)
		require.True(t, json.Valid(got.body))
		require.Equal(t, "large", m.lastFault("governance"))
	}
}

func TestALargeAnswerEndsWhenTheClientGoes(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.order("governance", `{"mode":"large","value":1073741824}`)

	response, err := m.client.Do(m.request("GET", "/governance/x", nil))
	require.NoError(t, err)
	require.EqualValues(t, -1, response.ContentLength)
	_, err = io.CopyN(io.Discard, response.Body, 1<<20)
	require.NoError(t, err)

	// That the server's side ends too is what closing the test server waits for.
	require.NoError(t, response.Body.Close())
}

func TestALateFaultDoesItAndSaysNothing(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()
	m.order("eris", `{"mode":"late"}`)
	waiting := m.withheld(m.request("POST", singlePath, r, "X-Tenant-ID", tenantA))
	require.Eventually(t, func() bool { return len(m.chains("").Tenants) == 1 }, waitTime, pollPause)
	require.Equal(t, "late", m.lastFault("eris"))
	require.Empty(t, waiting.answers)

	waiting.goAway()

	require.ErrorIs(t, <-waiting.answers, context.Canceled)
	m.order("eris", `{"mode":"none"}`)
	require.Equal(t, http.StatusOK, m.post(r).status, "the receipt was accepted when nothing was said")
}

func TestASchemaFaultAnswersWhatNoContractSays(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.order("policy", `{"mode":"schema"}`)
	got := m.rule("acme", inCI)
	require.Equal(t, 200, got.status)
	require.JSONEq(t, `{"status":"ok","data":[1,2]}`, string(got.body))
	require.Equal(t, "schema", m.lastFault("policy"))
}

func TestATrickleFaultAnswersByteByByteUntilTheClientGoes(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.order("policy", `{"mode":"trickle"}`)
	ctx, leave := context.WithCancel(t.Context())
	request := m.request("GET", "/policy/v1/standards", nil).WithContext(ctx)
	response, err := m.client.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.Equal(t, 200, response.StatusCode)
	first := make([]byte, 3)
	_, err = io.ReadFull(response.Body, first)
	require.NoError(t, err)
	require.Equal(t, "{  ", string(first))
	leave()
	_, err = io.ReadAll(response.Body)
	require.ErrorIs(t, err, context.Canceled)
}
