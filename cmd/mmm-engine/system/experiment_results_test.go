package system_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// shown is what an experiment's results tell.
type shown struct {
	Status   string
	Variants []struct {
		Name                                   string
		Hidden                                 bool
		Exposures, Actors, Accepted, Dismissed *int
		Rate                                   *float64
		Interval                               *struct{ Low, High float64 } `json:"credible_interval"`
		Best                                   *float64                     `json:"probability_of_being_best"`
	}
	Ratio *struct {
		P        float64 `json:"p_value"`
		Mismatch bool
	} `json:"sample_ratio"`
}

func (r renter) results(tb testing.TB, experimentID string) shown {
	tb.Helper()
	return read[shown](tb, r, "/experiments/"+experimentID+"/results")
}

// drawn answers the first actors of each variant.
func (r renter) drawn(tb testing.TB, each int) map[string][]string {
	tb.Helper()
	found := map[string][]string{}
	for n := 0; len(found["control"]) < each || len(found["short"]) < each; n++ {
		actorID := fmt.Sprint("actor-", n)
		variant, _ := r.trial(tb, actorID)
		found[variant] = append(found[variant], actorID)
	}
	return found
}

// answers has an actor decided for, who says what becomes of the action.
func (r renter) answers(tb testing.TB, actorID, result string) {
	tb.Helper()
	ask := r.ask("security.code_scanning", alert())
	ask["actor_id"] = actorID
	made := r.decide(tb, ask)
	require.Len(tb, made.Actions, 1)
	more := document{"actor_id": actorID}
	r.outcome(tb, r.report(made, "shown", more))
	if result == "dismissed" {
		more["reason"] = "not useful"
	}
	r.outcome(tb, r.report(made, result, more))
}

func TestResultsOfAnExperimentFollowWhatActorsDo(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	playbookID := r.decide(t, r.ask("security.code_scanning", alert())).Fired[0].PlaybookID
	experimentID := r.experiment(t, comparing(playbookID, 5000, 5000, 0))
	draft := r.results(t, experimentID)
	require.Equal(t, "draft", draft.Status)
	for _, v := range draft.Variants {
		require.True(t, v.Hidden)
	}
	r.become(t, experimentID, "activate", http.StatusOK)
	actors := r.drawn(t, 5)
	for _, actorID := range actors["short"][:4] {
		r.answers(t, actorID, "accepted")
	}
	for i, actorID := range actors["control"][:5] {
		r.answers(t, actorID, []string{"accepted", "dismissed"}[min(i, 1)])
	}

	eventually(t, "five actors are shown", func() bool { return !r.results(t, experimentID).Variants[0].Hidden })
	eventually(t, "what they did is", func() bool { return *r.results(t, experimentID).Variants[0].Dismissed == 4 })
	few := r.results(t, experimentID)
	require.Equal(t, "active", few.Status)
	require.Equal(t, []int{5, 5, 1}, []int{*few.Variants[0].Exposures, *few.Variants[0].Actors, *few.Variants[0].Accepted})
	require.InDelta(t, 0.2, *few.Variants[0].Rate, 1e-9)
	require.Nil(t, few.Variants[0].Best, "there is nothing to compare it with")
	require.True(t, few.Variants[1].Hidden)
	require.Nil(t, few.Variants[1].Exposures)
	require.Nil(t, few.Variants[1].Rate)
	require.Nil(t, few.Ratio)

	r.answers(t, actors["short"][4], "accepted")
	eventually(t, "the fifth is counted", func() bool {
		short := r.results(t, experimentID).Variants[1]
		return !short.Hidden && *short.Accepted == 5
	})
	enough := r.results(t, experimentID)
	control, short := enough.Variants[0], enough.Variants[1]
	require.InDelta(t, 1, *control.Best+*short.Best, 1e-9)
	require.Greater(t, *short.Best, 0.95)
	require.Less(t, control.Interval.Low, *control.Rate)
	require.Greater(t, control.Interval.High, *control.Rate)
	require.InDelta(t, 1, enough.Ratio.P, 1e-9)
	require.False(t, enough.Ratio.Mismatch)
	require.True(t, enough.Variants[2].Hidden, "nobody is silent")
	reader := r.as(t, "actor-0")
	refused(t, reader.do(t, request{method: http.MethodGet, path: "/experiments/" + experimentID + "/results", token: reader.token}),
		http.StatusForbidden)
}
