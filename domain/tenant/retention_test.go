package tenant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func TestWhatIsOlderThanItsPeriodGoesAtMidnight(t *testing.T) {
	t.Parallel()
	p := tenant.DefaultPolicy()
	now := time.Date(2026, time.November, 25, 1, 30, 0, 0, time.FixedZone("", 2*3600)) // the 24th in UTC
	cuts, goes := p.Cuts(now)
	require.True(t, goes)
	require.Equal(t, time.Date(2026, time.August, 26, 0, 0, 0, 0, time.UTC), cuts.Decisions, "90 days")
	require.Equal(t, time.Date(2025, time.November, 24, 0, 0, 0, 0, time.UTC), cuts.Outcomes, "365 days")
	cuts, _ = p.Under(tenant.Governance{RetentionDays: 30}).Cuts(now)
	require.Equal(t, time.Date(2026, time.October, 25, 0, 0, 0, 0, time.UTC), cuts.Decisions, "the stricter one wins")
	require.Equal(t, cuts.Decisions, cuts.Outcomes)
}

func TestUnderLegalHoldNothingGoes(t *testing.T) {
	t.Parallel()
	p := tenant.DefaultPolicy()
	p.LegalHold = true
	_, goes := p.Under(tenant.Governance{RetentionDays: 1}).Cuts(time.Now())
	require.False(t, goes)
}

func TestNothingGoesBeforeItsPeriodIsOver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := tenant.DefaultPolicy()
		p.Retention.DecisionsDays = rapid.IntRange(1, 4000).Draw(t, "days")
		now := time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "now"), 0)
		cuts, _ := p.Cuts(now)
		age := now.Sub(cuts.Decisions)
		period := time.Duration(p.Retention.DecisionsDays) * 24 * time.Hour
		require.GreaterOrEqual(t, age, period)
		require.Less(t, age, period+24*time.Hour, "nor a day later")
	})
}
