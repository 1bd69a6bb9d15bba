package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const inCI = `{"surface":"ci","actor_type":"human","roles":["dev"],"repository":"acme/shop","branch":"main","environment":"prod"}`

func (m *mounted) rule(tenantID, context string) answer {
	m.t.Helper()
	return m.do("POST", "/policy/v1/policy/tenants/"+tenantID+"/evaluate", `{"context":`+context+`}`, "X-Tenant-ID", tenantID)
}

func TestThePolicyServiceRulesAsItWasToldAndElseAllowsAll(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	told := `{"allowed":true,"policy_snapshot_id":"s-2","policy_version_ids":["p@2"],"restrictions":["mentor"],"surfaces":["ci"],` +
		`"override_windows":[{"from":"2026-03-01T12:00:00Z","to":"2026-03-01T13:00:00Z","lifts":["mentor"]}],"fail_closed":true}`
	require.Equal(t, 200, m.do("PUT", "/_sim/policy/rulings/acme", told).status)
	byDefault := `{"allowed":true,"policy_snapshot_id":"snapshot-of-beta","policy_version_ids":["platform-policy@1"],"restrictions":[],` +
		`"override_windows":[],"fail_closed":false}`
	require.JSONEq(t, told, string(m.rule("acme", inCI).body))
	require.JSONEq(t, byDefault, string(m.rule("beta", inCI).body))
	require.Equal(t, 204, m.do("DELETE", "/_sim/policy/tenants/acme", nil).status)
	require.Contains(t, string(m.rule("acme", inCI).body), "snapshot-of-acme")
}

func TestOpenPolicyAgentAnswersTheSameRulingWithADecisionOfItsOwn(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	require.Equal(t, 200, m.do("PUT", "/_sim/policy/rulings/acme", `{"allowed":false}`).status)
	input := `{"input":{"tenant_id":"acme",` + inCI[1:] + `}`
	var got struct {
		DecisionID string `json:"decision_id"`
		Result     *struct{ Allowed bool }
	}
	m.do("POST", "/policy/v1/data/mmm/evaluate", input).into(&got)
	require.NotEmpty(t, got.DecisionID)
	require.False(t, got.Result.Allowed)
	got.Result = nil
	m.do("POST", "/policy/v1/data/mmm/undefined", input).into(&got)
	require.Nil(t, got.Result)
	m.do("POST", "/policy/v1/data/mmm/evaluate", `{"input":`+inCI+`}`).refused(422, "input.tenant_id")
}

func TestStandardsAreListedAsToldForTheFramework(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	told := `{"items":[{"standard_id":"gs-1","name":"n","version":"1.0","compliance_rules":[` +
		`{"applies_to":{"repos":["acme/*"],"branches":["main"]},"forbid":["multiplier"]}]}]}`
	require.Equal(t, 200, m.do("PUT", "/_sim/policy/standards/acme", told).status)
	list := func(tenantID string) answer {
		return m.do("GET", "/policy/v1/standards?framework=mmm&tenant_id="+tenantID, nil, "X-Tenant-ID", tenantID)
	}
	require.JSONEq(t, told, string(list("acme").body))
	require.JSONEq(t, `{"items":[]}`, string(list("beta").body))
}

// Only where and for what kind of actor may be told: a policy needs no more.
func TestThePolicyServiceRefusesWhatTheContractDoesNotKnow(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	m.rule("acme", `{"surface":"fax","actor_type":"human","roles":[]}`).refused(422, "context.surface")
	for _, member := range []string{"roles", "repository", "branch", "environment"} {
		m.rule("acme", `{"surface":"ci","actor_type":"human"}`).refused(422, "context."+member)
	}
	m.rule("acme", `{"surface":"ci","actor_type":"human","roles":[],"actor_id":"kim"}`).refused(422, "context.actor_id")
	m.do("POST", "/policy/v1/policy/tenants/acme/evaluate", `{"context":`+inCI+`}`, "X-Tenant-ID", "beta").refused(403, "")
	m.do("POST", "/policy/v1/policy/tenants/acme/evaluate", `{`, "X-Tenant-ID", "acme").refused(400, "")
	m.do("GET", "/policy/v1/standards?framework=mmm", nil).refused(422, "tenant_id")
	m.do("GET", "/policy/v1/standards?tenant_id=acme", nil).refused(422, "framework")
	m.do("GET", "/policy/v1/standards?tenant_id=acme&framework=mmm", nil, "X-Tenant-ID", "beta").refused(403, "")
	m.do("PUT", "/_sim/policy/rulings/acme", `{"restrictions":["all"],"surfaces":["fax"]}`).refused(422, "surfaces")
	m.do("PUT", "/_sim/policy/standards/acme", `{"items":[{"compliance_rules":[{"forbid":["x"]}]}]}`).refused(422, "items.standard_id")
}
