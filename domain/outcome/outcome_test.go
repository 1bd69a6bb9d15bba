package outcome_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestResultsAreContracts(t *testing.T) {
	t.Parallel()
	require.Equal(t, []outcome.Result{"shown", "ignored", "dismissed", "accepted", "executed", "failed"}, outcome.Results(),
		"rows, receipts and labels of these words outlive releases")
	for _, result := range outcome.Results() {
		require.True(t, result.Valid())
	}
	require.False(t, outcome.Result("").Valid())
	require.False(t, outcome.Result("Shown").Valid())
}

func TestEveryResultEndsItsStage(t *testing.T) {
	t.Parallel()
	require.Equal(t, map[outcome.Result]outcome.Stage{
		outcome.Shown: 1, outcome.Ignored: 2, outcome.Dismissed: 2, outcome.Accepted: 2, outcome.Executed: 3, outcome.Failed: 3,
	}, stages(), "rows are kept by these numbers")
}

func stages() map[outcome.Result]outcome.Stage {
	all := map[outcome.Result]outcome.Stage{}
	for _, result := range outcome.Results() {
		all[result] = result.Stage()
	}
	return all
}

func TestWhatIsWrongWithAReportIsSaidAtOnceWithItsPath(t *testing.T) {
	t.Parallel()
	secret := "gh" + "p_" + strings.Repeat("a1B2", 9)
	for name, c := range map[string]struct {
		reported outcome.Outcome
		paths    []string
	}{
		"shown":                    {outcome.Outcome{Result: outcome.Shown}, nil},
		"ignored needs no reason":  {outcome.Outcome{Result: outcome.Ignored}, nil},
		"accepted needs no reason": {outcome.Outcome{Result: outcome.Accepted}, nil},
		"executed needs no reason": {outcome.Outcome{Result: outcome.Executed}, nil},
		"dismissed, and why":       {outcome.Outcome{Result: outcome.Dismissed, Reason: "not useful", ActorID: "ada"}, nil},
		"a reason at its bound":    {outcome.Outcome{Result: outcome.Failed, Reason: strings.Repeat("x", 1024)}, nil},
		"dismissed without reason": {outcome.Outcome{Result: outcome.Dismissed}, []string{"reason"}},
		"failed without reason":    {outcome.Outcome{Result: outcome.Failed}, []string{"reason"}},
		"a reason of blanks":       {outcome.Outcome{Result: outcome.Failed, Reason: " \n\t"}, []string{"reason"}},
		"a reason too long":        {outcome.Outcome{Result: outcome.Shown, Reason: strings.Repeat("x", 1025)}, []string{"reason"}},
		"a secret for a reason":    {outcome.Outcome{Result: outcome.Shown, Reason: "see " + secret}, []string{"reason"}},
		"NUL":                      {outcome.Outcome{Result: outcome.Failed, Reason: "a\x00"}, []string{"reason"}},
		"no result":                {outcome.Outcome{}, []string{"result"}},
		"everything":               {outcome.Outcome{Result: "seen", Reason: secret, ActorID: " ada"}, []string{"result", "reason", "actor_id"}},
	} {
		problems := c.reported.Problems()
		var paths []string
		for _, problem := range problems {
			paths = append(paths, problem.Path)
			require.NotContains(t, problem.Message, secret)
		}
		require.Equal(t, c.paths, paths, name)
	}
	refused := outcome.Outcome{Result: outcome.Failed, Reason: secret}
	require.Equal(t, []fault.Problem{{Path: "reason", Message: credential.Refusal}}, refused.Problems())
}

func TestAnOutcomeOccursAfterItsDecisionAndNotInTheFuture(t *testing.T) {
	t.Parallel()
	now := noon.Add(time.Minute)
	elsewhere := time.FixedZone("", 2*3600)
	for name, c := range map[string]struct{ said, want time.Time }{
		"nothing said":        {time.Time{}, now},
		"in between":          {noon.Add(time.Second), noon.Add(time.Second)},
		"before the decision": {noon.Add(-time.Hour), noon},
		"in the future":       {now.Add(time.Nanosecond), now},
		"finer than is kept":  {noon.Add(1999 * time.Microsecond), noon.Add(time.Millisecond)},
		"in another zone":     {noon.Add(time.Second).In(elsewhere), noon.Add(time.Second)},
	} {
		require.Equal(t, c.want, outcome.Within(c.said, noon, now), name)
	}
}

func TestNoClockMovesAnOutcomeOutOfItsTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		span := time.Duration(rapid.Int64Range(0, 1e6).Draw(t, "span")) * time.Millisecond
		said := noon.Add(time.Duration(rapid.Int64Range(-2e15, 2e15).Draw(t, "said")))
		at := outcome.Within(said, noon, noon.Add(span))
		require.False(t, at.Before(noon))
		require.False(t, at.After(noon.Add(span)))
		require.Equal(t, at, at.Truncate(time.Millisecond))
	})
}
