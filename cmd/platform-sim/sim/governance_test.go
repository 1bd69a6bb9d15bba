package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

func TestDataGovernanceAnswersTheConfigurationThatItWasTold(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	told := `{"quiet_hours":{"start":20,"end":7},"retention_days":30,"privacy_tags":["pii"],"data_residency":"us"}`
	require.Equal(t, 200, m.do("PUT", "/_sim/governance/configs/acme", told).status)
	read := func(tenantID, header string) answer {
		return m.do("GET", "/governance/v1/data-governance/tenants/"+tenantID+"/config", nil, "X-Tenant-ID", header)
	}
	unknown := `{"retention_days":3650,"privacy_tags":[],"data_residency":"eu"}`
	require.JSONEq(t, told, string(read("acme", "acme").body))
	require.JSONEq(t, unknown, string(read("beta", "beta").body))
	read("acme", "beta").refused(403, "")
	require.Equal(t, 204, m.do("DELETE", "/_sim/governance/configs/acme", nil).status)
	require.JSONEq(t, unknown, string(read("acme", "acme").body))
	m.do("PUT", "/_sim/governance/configs/acme", `{"quiet_hours":{"start":24,"end":-1},"retention_days":0}`).refused(422, "quiet_hours.end")
	m.do("GET", "/governance/x", nil).refused(404, "")
}
