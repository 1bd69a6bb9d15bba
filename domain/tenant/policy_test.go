package tenant_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func TestDefaultPolicyIsThatOfTheSpecification(t *testing.T) {
	t.Parallel()
	policy := tenant.DefaultPolicy()
	require.Zero(t, policy.Revision)
	require.Equal(t, tenant.Quotas{MaxActionsPerDay: 10, MaxActionsPerHour: 3, MaxAlertsPerDay: 2, MaxBypassesPerDay: 1}, policy.Quotas)
	require.Equal(t, 3, policy.MaxActionsPerDecision)
	require.Equal(t, tenant.QuietHours{Start: 22, End: 6, Zone: time.UTC, AppliesTo: tenant.QuietPush}, policy.QuietHours)
	require.False(t, policy.SafetyCritical)
	require.Equal(t, tenant.Retention{DecisionsDays: 90, OutcomesDays: 365}, policy.Retention)
	require.False(t, policy.LegalHold)
	require.Empty(t, policy.DesignatedApprovers)
	for _, surface := range []action.Surface{action.IDE, action.CI, action.Alert} {
		require.True(t, policy.AllowsSurface(surface))
	}
	for _, kind := range action.Types() {
		require.True(t, policy.AllowsType(kind))
	}
}

func TestPolicyAllowsOnlyWhatItLists(t *testing.T) {
	t.Parallel()
	policy := tenant.Policy{EnabledSurfaces: []action.Surface{action.CI}, EnabledActionTypes: []action.Type{action.Mirror}}
	require.True(t, policy.AllowsSurface(action.CI))
	require.False(t, policy.AllowsSurface(action.IDE))
	require.True(t, policy.AllowsType(action.Mirror))
	require.False(t, policy.AllowsType(action.Multiplier))
	require.False(t, tenant.Policy{}.AllowsType(action.Mirror))
}

func TestDefaultPoliciesShareNoMemory(t *testing.T) {
	t.Parallel()
	first := tenant.DefaultPolicy()
	first.EnabledActionTypes[0] = "changed"
	require.Equal(t, action.Mirror, tenant.DefaultPolicy().EnabledActionTypes[0])
}

func TestCanonicalPolicyIsGolden(t *testing.T) {
	t.Parallel()
	const golden = `{"designated_approvers":[],"enabled_action_types":["mirror","mentor","multiplier"],` +
		`"enabled_surfaces":["ide","ci","alert"],"legal_hold":false,"max_actions_per_decision":3,"quiet_hours":{"applies_to":"push","end":6,"start":22,"time_zone":"UTC"},` +
		`"quotas":{"max_actions_per_day":10,"max_actions_per_hour":3,"max_alerts_per_day":2,"max_bypasses_per_day":1},` +
		`"retention":{"decisions_days":90,"outcomes_days":365},"revision":0,"safety_critical":false}`
	text := canonical.Append(nil, tenant.DefaultPolicy().Canonical())
	require.Equal(t, []byte(golden), text) //nolint:testifylint // To the byte, not by meaning: it is hashed.
}

func TestTenantIDIsShortAndPlain(t *testing.T) {
	t.Parallel()
	for _, id := range []tenant.ID{"a", "acme", "Acme-1", "a.b_c:d@e", "0", tenant.ID(strings.Repeat("x", 128))} {
		require.True(t, id.Valid(), id)
	}
	for _, id := range []tenant.ID{"", "-a", "a b", "a/b", "ä", "a\n", "a\x00", tenant.ID(strings.Repeat("x", 129))} {
		require.False(t, id.Valid(), "%q", id)
	}
}

func TestAPolicyIsExpectedAtTheRevisionThatACallerKnows(t *testing.T) {
	t.Parallel()
	policy := tenant.DefaultPolicy()
	first, second := int64(0), int64(1)
	require.Equal(t, `"0"`, policy.ETag())
	require.NoError(t, policy.Expect(nil))
	require.NoError(t, policy.Expect(&first), "that none was set can be expected too")
	require.True(t, fault.Is(policy.Expect(&second), fault.Stale))
	policy.Revision = 1
	require.Equal(t, `"1"`, policy.ETag())
	require.NoError(t, policy.Expect(&second))
	require.True(t, fault.Is(policy.Expect(&first), fault.Stale))
}
