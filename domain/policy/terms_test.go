package policy_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones, whatever the machine has

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// wrong answers the paths of the problems of the default terms, changed.
func wrong(change func(*tenant.PolicyTerms)) []string {
	terms := tenant.DefaultTerms()
	change(&terms)
	paths := []string{}
	for _, problem := range policy.Problems(terms, time.LoadLocation) {
		paths = append(paths, problem.Path)
	}
	return paths
}

func TestTheDefaultsAreAPolicyWithoutProblems(t *testing.T) {
	t.Parallel()
	require.Empty(t, policy.Problems(tenant.DefaultTerms(), time.LoadLocation))
}

func TestEveryProblemOfAPolicyIsNamedAtOnceWithItsPath(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{
		"enabled_surfaces[1]", "enabled_surfaces[2]", "enabled_action_types[0]", "enabled_action_types[2]",
		"quotas.max_actions_per_day", "quotas.max_actions_per_hour", "quotas.max_alerts_per_day", "quotas.max_bypasses_per_day",
		"quiet_hours.start", "quiet_hours.end", "quiet_hours.time_zone", "quiet_hours.applies_to", "max_actions_per_decision",
		"retention.decisions_days", "retention.outcomes_days", "designated_approvers[1]", "designated_approvers[2]",
		"designated_approvers[3]",
	}, wrong(func(terms *tenant.PolicyTerms) {
		*terms = tenant.PolicyTerms{
			EnabledSurfaces: []action.Surface{"ci", "ci", "background"}, EnabledActionTypes: []action.Type{"", "mirror", "mirror"},
			Quotas:                tenant.Quotas{MaxActionsPerDay: -1, MaxActionsPerHour: math.MaxInt, MaxAlertsPerDay: 1001, MaxBypassesPerDay: -2},
			QuietHours:            tenant.QuietTerms{Start: 24, End: -1, TimeZone: "Mars/Olympus", AppliesTo: "nobody"},
			MaxActionsPerDecision: 21, Retention: tenant.Retention{OutcomesDays: 3651},
			DesignatedApprovers: []string{"lee", "", "lee", strings.Repeat("x", actor.MaxIDLength+1)},
		}
	}))
}

func TestANumberIsFineWithinItsBoundsOnly(t *testing.T) {
	t.Parallel()
	for path, field := range map[string]struct {
		of          func(*tenant.PolicyTerms) *int
		least, most int
	}{
		"quotas.max_actions_per_day":  {func(p *tenant.PolicyTerms) *int { return &p.Quotas.MaxActionsPerDay }, 0, 1000},
		"quotas.max_actions_per_hour": {func(p *tenant.PolicyTerms) *int { return &p.Quotas.MaxActionsPerHour }, 0, 1000},
		"quotas.max_alerts_per_day":   {func(p *tenant.PolicyTerms) *int { return &p.Quotas.MaxAlertsPerDay }, 0, 1000},
		"quotas.max_bypasses_per_day": {func(p *tenant.PolicyTerms) *int { return &p.Quotas.MaxBypassesPerDay }, 0, 1000},
		"quiet_hours.start":           {func(p *tenant.PolicyTerms) *int { return &p.QuietHours.Start }, 0, 23},
		"quiet_hours.end":             {func(p *tenant.PolicyTerms) *int { return &p.QuietHours.End }, 0, 23},
		"max_actions_per_decision":    {func(p *tenant.PolicyTerms) *int { return &p.MaxActionsPerDecision }, 0, 20},
		"retention.decisions_days":    {func(p *tenant.PolicyTerms) *int { return &p.Retention.DecisionsDays }, 1, 3650},
		"retention.outcomes_days":     {func(p *tenant.PolicyTerms) *int { return &p.Retention.OutcomesDays }, 1, 3650},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				value := rapid.OneOf(rapid.IntRange(field.least-2, field.most+2), rapid.Int()).Draw(rt, "value")
				want := []string{}
				if value < field.least || value > field.most {
					want = []string{path}
				}
				require.Equal(rt, want, wrong(func(terms *tenant.PolicyTerms) { *field.of(terms) = value }))
			})
		})
	}
}

func TestSurfacesAndTypesAreKnownAndStandOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		list := rapid.SliceOf(rapid.SampledFrom([]string{"ide", "ci", "alert", "background", "IDE", ""})).Draw(rt, "surfaces")
		want := []string{}
		for i, entry := range list {
			if slices.Contains(list[:i], entry) || !slices.Contains([]string{"ide", "ci", "alert"}, entry) {
				want = append(want, fmt.Sprintf("enabled_surfaces[%d]", i))
			}
		}
		require.Equal(rt, want, wrong(func(terms *tenant.PolicyTerms) {
			terms.EnabledSurfaces = nil
			for _, entry := range list {
				terms.EnabledSurfaces = append(terms.EnabledSurfaces, action.Surface(entry))
			}
		}))
	})
	require.Empty(t, wrong(func(terms *tenant.PolicyTerms) { terms.EnabledSurfaces, terms.EnabledActionTypes = nil, nil }))
}

func TestOnlyNamesOfTheIANADatabaseAreTimeZones(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Etc/GMT+12", "Asia/Kathmandu", "EST5EDT",
	} {
		require.Empty(t, wrong(func(terms *tenant.PolicyTerms) { terms.QuietHours.TimeZone = name }), name)
	}
	for _, name := range []string{
		"", "Local", "local", "localtime", "posixrules", "Factory", "posix/Europe/Berlin", "right/Europe/Berlin", "utc", "europe/berlin",
		"Europe", "Europe/", "/Europe/Berlin", "Europe/../Europe/Berlin", "./UTC", " UTC", "UTC\n", "UTC\x00", "Europe/Atlantis", "+02:00",
		"CEST", strings.Repeat("A", 65),
	} {
		paths := wrong(func(terms *tenant.PolicyTerms) { terms.QuietHours.TimeZone = name })
		require.Equal(t, []string{"quiet_hours.time_zone"}, paths, "%q", name)
	}
}

func TestApproversAreNamedOnceAndSoThatTheyCanBeToldApart(t *testing.T) {
	t.Parallel()
	for _, list := range [][]string{nil, {}, {"lee"}, {"lee", "Lee", "kim@example.org"}, many(policy.MaxApprovers)} {
		require.Empty(t, wrong(func(terms *tenant.PolicyTerms) { terms.DesignatedApprovers = list }))
	}
	for _, id := range []string{"", " lee", "a\x00", "a\u200bb", "AKIA" + "ABCDEFGHIJKLMNOP", strings.Repeat("x", actor.MaxIDLength+1), "lee"} {
		paths := wrong(func(terms *tenant.PolicyTerms) { terms.DesignatedApprovers = []string{"lee", id} })
		require.Equal(t, []string{"designated_approvers[1]"}, paths, "%q", id)
	}
	paths := wrong(func(terms *tenant.PolicyTerms) { terms.DesignatedApprovers = many(policy.MaxApprovers + 1) })
	require.Equal(t, []string{"designated_approvers"}, paths)
}

func many(count int) []string {
	ids := make([]string, count)
	for i := range ids {
		ids[i] = fmt.Sprint("approver-", i)
	}
	return ids
}
