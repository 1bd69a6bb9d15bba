package tenant_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// anyPolicy draws a policy that can be stored.
func anyPolicy(tb testing.TB, rt *rapid.T) tenant.Policy {
	tb.Helper()
	hour, count := rapid.IntRange(0, 23), rapid.IntRange(0, 1000)
	return tenant.Policy{
		Revision:           rapid.Int64Range(0, 1<<40).Draw(rt, "revision"),
		EnabledSurfaces:    rapid.SliceOf(rapid.SampledFrom(action.Surfaces())).Draw(rt, "surfaces"),
		EnabledActionTypes: rapid.SliceOf(rapid.SampledFrom(action.Types())).Draw(rt, "types"),
		Quotas: tenant.Quotas{
			MaxActionsPerDay: count.Draw(rt, "day"), MaxActionsPerHour: count.Draw(rt, "hour"),
			MaxAlertsPerDay: count.Draw(rt, "alerts"), MaxBypassesPerDay: count.Draw(rt, "bypasses"),
		},
		QuietHours: tenant.QuietHours{
			Start: hour.Draw(rt, "start"), End: hour.Draw(rt, "end"), AppliesTo: tenant.QuietAll,
			Zone: zone(tb, rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe"}).Draw(rt, "zone")),
		},
		MaxActionsPerDecision: count.Draw(rt, "per decision"),
		SafetyCritical:        rapid.Bool().Draw(rt, "safety"),
		Retention:             tenant.Retention{DecisionsDays: count.Draw(rt, "decisions"), OutcomesDays: count.Draw(rt, "outcomes")},
		LegalHold:             rapid.Bool().Draw(rt, "hold"),
		DesignatedApprovers:   rapid.SliceOf(rapid.String()).Draw(rt, "approvers"),
	}
}

func TestStoredPolicyReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		policy := anyPolicy(t, rt)
		text := canonical.Marshal(policy.Canonical())
		back, err := tenant.PolicyFromDocument(text, time.LoadLocation)
		require.NoError(rt, err)
		require.Equal(rt, text, canonical.Marshal(back.Canonical()))
		require.Equal(rt, policy.QuietHours.Zone.String(), back.QuietHours.Zone.String())
		require.Equal(rt, policy.Quotas, back.Quotas)
	})
}

// What is stored is what its admin wrote, and the revision.
func TestTermsAreThePolicyWithoutItsRevision(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		policy := anyPolicy(t, rt)
		written, err := json.Marshal(policy.Terms())
		require.NoError(rt, err)
		var terms, kept map[string]any
		require.NoError(rt, json.Unmarshal(written, &terms))
		require.NoError(rt, json.Unmarshal([]byte(canonical.Marshal(policy.Canonical())), &kept))
		require.InDelta(rt, policy.Revision, kept["revision"], 0)
		delete(kept, "revision")
		require.Equal(rt, kept, terms)

		back, err := policy.Terms().Policy(policy.Revision, time.LoadLocation)
		require.NoError(rt, err)
		require.Equal(rt, policy.Canonical(), back.Canonical())
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

// Each document was written by a release that knew fewer fields.
func TestAFieldThatAStoredPolicyDoesNotHaveIsTheDefault(t *testing.T) {
	t.Parallel()
	const before = `{"enabled_action_types":["mirror"],"enabled_surfaces":[],"max_actions_per_decision":1,` +
		`"quiet_hours":{"applies_to":"all","end":0,"start":0,"time_zone":"Europe/Berlin"},` +
		`"quotas":{"max_actions_per_day":0,"max_actions_per_hour":7},"revision":5,"safety_critical":true}`
	want := tenant.DefaultPolicy()
	want.Revision, want.SafetyCritical, want.MaxActionsPerDecision = 5, true, 1
	want.EnabledActionTypes, want.EnabledSurfaces = []action.Type{action.Mirror}, []action.Surface{}
	want.QuietHours = tenant.QuietHours{Zone: zone(t, "Europe/Berlin"), AppliesTo: tenant.QuietAll}
	want.Quotas.MaxActionsPerDay, want.Quotas.MaxActionsPerHour = 0, 7
	first := tenant.DefaultPolicy()
	first.Revision = 1
	for text, policy := range map[string]tenant.Policy{before: want, `{"revision":1}`: first, "{}": tenant.DefaultPolicy()} {
		kept, err := tenant.PolicyFromDocument(text, time.LoadLocation)
		require.NoError(t, err)
		require.Equal(t, policy, kept)
	}
}
