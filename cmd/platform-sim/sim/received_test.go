package sim_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

func (m *mounted) received(service, query string) sim.Listing {
	m.t.Helper()
	got := m.do("GET", "/_sim/"+service+"/received"+query, nil)
	require.Equal(m.t, 200, got.status, "body: %s", got.body)
	var listing sim.Listing
	got.into(&listing)
	return listing
}

func TestEveryServiceRecordsWhatItGets(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for _, service := range []string{"policy", "llm", "governance", "ubi"} {
		got := m.do("POST", "/"+service+"/v1/elsewhere?limit=10", `{"a": 1}`, "X-Tenant-ID", tenantA)

		got.refused(404, "")
		items := m.received(service, "").Items
		require.Len(t, items, 1)
		require.Equal(t, "POST", items[0].Method)
		require.Equal(t, "/v1/elsewhere", items[0].Path)
		require.Equal(t, "limit=10", items[0].Query)
		require.Equal(t, tenantA, items[0].TenantID)
		require.JSONEq(t, `{"a":1}`, string(items[0].Body))
		require.False(t, items[0].At.IsZero())
		require.Empty(t, items[0].Fault)
	}
}

func TestTheTokenIsNeverRecorded(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.do("POST", "/llm/x", nil, "Authorization", "Bearer s3cret", "Cookie", "s3cret", "Webhook-Id", "d-1", "Idempotency-Key", "k")
	m.do("POST", "/llm/x", nil, "Authorization", "s3cret")
	m.do("POST", "/iam/verify", `{"token": "s3cret"}`)

	for _, service := range []string{"llm", "iam"} {
		require.NotContains(t, string(m.do("GET", "/_sim/"+service+"/received", nil).body), "s3cret")
	}
	headers := m.received("llm", "").Items[0].Headers
	require.Equal(t, "Bearer [redacted]", headers["Authorization"])
	require.Equal(t, "d-1", headers["Webhook-Id"])
	require.Equal(t, "k", headers["Idempotency-Key"])
}

func TestTheListIsNewestLastAndFiltered(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for i := range 6 {
		m.do("POST", "/ubi/x", strconv.Itoa(i), "X-Tenant-ID", []string{"even", "odd"}[i%2])
	}

	require.Len(t, m.received("ubi", "").Items, 6)
	odd := m.received("ubi", "?tenant_id=odd&limit=2").Items
	require.Len(t, odd, 2)
	require.Equal(t, "3", string(odd[0].Body))
	require.Equal(t, "5", string(odd[1].Body))
	for _, limit := range []string{"0", "-1", "x", "10001"} {
		m.do("GET", "/_sim/ubi/received?limit="+limit, nil).refused(422, "limit")
	}
}

func TestABodyThatIsNotJSONIsShownAsText(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.do("POST", "/ubi/x", "not json")

	require.Equal(t, `"not json"`, string(m.received("ubi", "").Items[0].Body))
}

func TestTheRecordIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	large := `"` + strings.Repeat("x", 12<<20) + `"`
	for range 4 {
		m.do("POST", "/ubi/x", large)
	}

	listing := m.received("ubi", "")

	require.Len(t, listing.Items, 2)
	require.EqualValues(t, 2, listing.Dropped)
}

func TestAnUnknownServiceIsNamed(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})

	m.do("GET", "/_sim/nobody/received", nil).refused(404, "service")
	m.do("DELETE", "/_sim/nobody/received", nil).refused(404, "service")
	m.do("GET", "/_sim/nobody/fault", nil).refused(404, "service")
	m.do("PUT", "/_sim/nobody/fault", `{"mode":"none"}`).refused(404, "service")
	m.do("GET", "/nobody/x", nil).refused(404, "")
	m.do("GET", "/eris/v1/other", nil).refused(404, "")
}

func TestHealthAnswersOK(t *testing.T) {
	t.Parallel()
	got := mount(t, sim.Options{}).do("GET", "/_sim/health", nil)

	require.Equal(t, 200, got.status)
	require.JSONEq(t, `{"status":"ok"}`, string(got.body))
}
