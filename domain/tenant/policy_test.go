package tenant_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
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
	const golden = `{"enabled_action_types":["mirror","mentor","multiplier"],"enabled_surfaces":["ide","ci","alert"],` +
		`"max_actions_per_decision":3,"quiet_hours":{"applies_to":"push","end":6,"start":22,"time_zone":"UTC"},` +
		`"quotas":{"max_actions_per_day":10,"max_actions_per_hour":3,"max_alerts_per_day":2,"max_bypasses_per_day":1},"revision":0,"safety_critical":false}`
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

func TestStoredPolicyReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		hour, count := rapid.IntRange(0, 23), rapid.IntRange(0, 1000)
		policy := tenant.Policy{
			Revision:           rapid.Int64Range(0, 1<<40).Draw(rt, "revision"),
			EnabledSurfaces:    rapid.SliceOf(rapid.SampledFrom(action.Surfaces())).Draw(rt, "surfaces"),
			EnabledActionTypes: rapid.SliceOf(rapid.SampledFrom(action.Types())).Draw(rt, "types"),
			Quotas:             tenant.Quotas{MaxActionsPerDay: count.Draw(rt, "day"), MaxActionsPerHour: count.Draw(rt, "hour")},
			QuietHours: tenant.QuietHours{
				Start: hour.Draw(rt, "start"), End: hour.Draw(rt, "end"), AppliesTo: tenant.QuietAll,
				Zone: zone(t, rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe"}).Draw(rt, "zone")),
			},
			MaxActionsPerDecision: count.Draw(rt, "per decision"),
			SafetyCritical:        rapid.Bool().Draw(rt, "safety"),
		}
		text := canonical.Marshal(policy.Canonical())
		back, err := tenant.PolicyFromDocument(text, time.LoadLocation)
		require.NoError(rt, err)
		require.Equal(rt, text, canonical.Marshal(back.Canonical()))
		require.Equal(rt, policy.QuietHours.Zone.String(), back.QuietHours.Zone.String())
		require.Equal(rt, policy.Quotas, back.Quotas)
	})
}

func TestWhatWasNeverStoredIsTheDefaultAndWhatCannotBeReadAnError(t *testing.T) {
	t.Parallel()
	none, err := tenant.PolicyFromDocument("", time.LoadLocation)
	require.NoError(t, err)
	require.Equal(t, tenant.DefaultPolicy(), none)
	for _, text := range []string{"{", `{"quiet_hours":{"time_zone":"Nowhere/Land"}}`, `{"revision":"one"}`} {
		_, err := tenant.PolicyFromDocument(text, time.LoadLocation)
		require.Error(t, err, text)
	}
}
