package tenant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func TestATenantsOwnQuietHoursWinOverGovernances(t *testing.T) {
	t.Parallel()
	asked := tenant.Governance{QuietHours: &tenant.GovernedHours{Start: 18, End: 8}}
	never := tenant.DefaultPolicy()
	require.Equal(t, tenant.QuietHours{Start: 18, End: 8, Zone: time.UTC, AppliesTo: tenant.QuietPush}, never.Under(asked).QuietHours)
	own := tenant.DefaultPolicy()
	own.Revision = 1
	require.Equal(t, own.QuietHours, own.Under(asked).QuietHours)
}

func TestWhereGovernanceSaysNothingThePolicyStands(t *testing.T) {
	t.Parallel()
	for revision := range int64(2) {
		own := tenant.DefaultPolicy()
		own.Revision = revision
		require.Equal(t, own, own.Under(tenant.Governance{DataResidency: "eu"}))
	}
}

func TestTheStricterRetentionWinsWhoeverWantsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		days := rapid.IntRange(1, 3650)
		own, asked := tenant.DefaultPolicy(), tenant.Governance{RetentionDays: rapid.IntRange(0, 3650).Draw(rt, "governance")}
		own.Revision = rapid.Int64Range(0, 3).Draw(rt, "revision")
		own.Retention = tenant.Retention{DecisionsDays: days.Draw(rt, "decisions"), OutcomesDays: days.Draw(rt, "outcomes")}
		got := own.Under(asked).Retention
		for _, one := range [][2]int{{own.Retention.DecisionsDays, got.DecisionsDays}, {own.Retention.OutcomesDays, got.OutcomesDays}} {
			require.LessOrEqual(rt, one[1], one[0])
			if asked.RetentionDays > 0 {
				require.LessOrEqual(rt, one[1], asked.RetentionDays)
			}
			require.Contains(rt, []int{one[0], asked.RetentionDays}, one[1])
		}
	})
}
