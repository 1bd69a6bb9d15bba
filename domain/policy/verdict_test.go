package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
)

func TestAVerdictWithholdsWhatADecisionWouldNotSayNow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change   func(*policy.Verdict)
		critical bool
		withheld bool
	}{
		"all is well":           {change: func(*policy.Verdict) {}, critical: true},
		"nothing is allowed":    {change: func(v *policy.Verdict) { v.Snapshot.Allowed = false }, withheld: true},
		"not the type":          {change: func(v *policy.Verdict) { v.Snapshot.Restrictions = []action.Type{action.Mentor} }, withheld: true},
		"not the surface":       {change: func(v *policy.Verdict) { v.Snapshot.Surfaces = []action.Surface{action.IDE} }, withheld: true},
		"a standard forbids":    {change: func(v *policy.Verdict) { v.Compliance.Forbidden = []action.Type{action.Mentor} }, withheld: true},
		"stale":                 {change: func(v *policy.Verdict) { v.Snapshot.Stale = true }},
		"stale and critical":    {change: func(v *policy.Verdict) { v.Snapshot.Stale = true }, critical: true, withheld: true},
		"stale and fail closed": {change: func(v *policy.Verdict) { v.Snapshot.Stale, v.Snapshot.FailClosed = true, true }, withheld: true},
		"another type":          {change: func(v *policy.Verdict) { v.Snapshot.Restrictions = []action.Type{action.Mirror} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := &policy.Verdict{Snapshot: policy.Snapshot{Allowed: true}}
			c.change(v)
			require.Equal(t, c.withheld, v.Withholds(action.Mentor, action.CI, c.critical))
		})
	}
	require.False(t, (*policy.Verdict)(nil).Withholds(action.Mentor, action.CI, true), "nobody was asked")
}
