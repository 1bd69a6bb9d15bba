package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func TestOwnPolicyIsNamedByTenantAndRevision(t *testing.T) {
	t.Parallel()
	own := tenant.DefaultPolicy()
	own.Revision = 7
	snapshot := policy.Own("acme", own)
	require.Equal(t, "tenant-policy:acme:7", snapshot.ID)
	require.Equal(t, []string{"tenant-policy@7"}, snapshot.VersionIDs)
	require.Regexp(t, `^sha256:[0-9a-f]{64}$`, snapshot.Hash)
	require.False(t, snapshot.Stale)
}

func TestHashFollowsThePolicyNotTheTenant(t *testing.T) {
	t.Parallel()
	own := tenant.DefaultPolicy()
	hash := policy.Own("acme", own).Hash
	require.Equal(t, hash, policy.Own("rival", own).Hash)
	for name, change := range map[string]func(*tenant.Policy){
		"revision":  func(p *tenant.Policy) { p.Revision++ },
		"surfaces":  func(p *tenant.Policy) { p.EnabledSurfaces = nil },
		"types":     func(p *tenant.Policy) { p.EnabledActionTypes = p.EnabledActionTypes[:1] },
		"quota":     func(p *tenant.Policy) { p.Quotas.MaxActionsPerHour++ },
		"quiet":     func(p *tenant.Policy) { p.QuietHours.Start = 21 },
		"retention": func(p *tenant.Policy) { p.Retention.DecisionsDays++ },
		"approvers": func(p *tenant.Policy) { p.DesignatedApprovers = []string{"lee"} },
		"safety":    func(p *tenant.Policy) { p.SafetyCritical = true },
	} {
		changed := tenant.DefaultPolicy()
		change(&changed)
		require.NotEqual(t, hash, policy.Own("acme", changed).Hash, name)
	}
}

func TestOwnPolicyRestrictsNothingMore(t *testing.T) {
	t.Parallel()
	snapshot := policy.Own("acme", tenant.DefaultPolicy())
	for _, kind := range action.Types() {
		require.True(t, snapshot.AllowsType(kind))
	}
	for _, surface := range action.Surfaces() {
		require.True(t, snapshot.AllowsSurface(surface))
	}
}

func TestSnapshotThatAllowsNothingAllowsNothing(t *testing.T) {
	t.Parallel()
	snapshot := policy.Snapshot{Surfaces: []action.Surface{action.CI}}
	require.False(t, snapshot.AllowsType(action.Mirror))
	require.False(t, snapshot.AllowsSurface(action.CI))
}

func TestRestrictionsAndSurfacesNarrow(t *testing.T) {
	t.Parallel()
	snapshot := policy.Snapshot{Allowed: true, Restrictions: []action.Type{action.Multiplier}, Surfaces: []action.Surface{action.CI}}
	require.True(t, snapshot.AllowsType(action.Mentor))
	require.False(t, snapshot.AllowsType(action.Multiplier))
	require.True(t, snapshot.AllowsSurface(action.CI))
	require.False(t, snapshot.AllowsSurface(action.IDE))
	require.False(t, policy.Snapshot{Allowed: true, Surfaces: []action.Surface{}}.AllowsSurface(action.CI), "empty is none, nil is all")
}
