package outcome_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
)

func history(results ...outcome.Result) outcome.History {
	var known outcome.History
	for i, result := range results {
		known = append(known, outcome.Outcome{ID: id.UUID{byte(i + 1)}, Result: result, Reason: "the first"})
	}
	return known
}

// take answers the code of the refusal, empty when the report was taken.
func take(
	known outcome.History, result outcome.Result, of action.Action, approved approval.State,
) (taken outcome.Outcome, repeated bool, code string) {
	taken, repeated, err := known.Take(outcome.Outcome{ID: id.UUID{99}, Result: result, Reason: "another"}, &of, approved)
	if refusal, ok := errors.AsType[*fault.Error](err); ok {
		code = refusal.Code
	}
	return taken, repeated, code
}

func TestTheLegalOrders(t *testing.T) {
	t.Parallel()
	all := outcome.Results()
	for name, c := range map[string]struct {
		known outcome.History
		next  []outcome.Result
	}{
		"at first":                 {history(), []outcome.Result{outcome.Shown}},
		"after shown":              {history(outcome.Shown), []outcome.Result{outcome.Ignored, outcome.Dismissed, outcome.Accepted}},
		"after ignored":            {history(outcome.Shown, outcome.Ignored), nil},
		"after dismissed":          {history(outcome.Shown, outcome.Dismissed), nil},
		"after accepted":           {history(outcome.Shown, outcome.Accepted), []outcome.Result{outcome.Executed, outcome.Failed}},
		"after executed":           {history(outcome.Shown, outcome.Accepted, outcome.Executed), nil},
		"after accepted, it fails": {history(outcome.Shown, outcome.Accepted, outcome.Failed), nil},
	} {
		for _, result := range all {
			taken, repeated, code := take(c.known, result, action.Action{Type: action.Multiplier, RequiresConsent: true}, approval.Pending)
			at := slices.IndexFunc(c.known, func(o outcome.Outcome) bool { return o.Result == result })
			switch {
			case at >= 0:
				require.Empty(t, code, "%s, %s", name, result)
				require.True(t, repeated)
				require.Equal(t, c.known[at], taken, "the recorded one, whatever reason it has this time")
			case slices.Contains(c.next, result):
				require.Empty(t, code, "%s, %s", name, result)
				require.False(t, repeated)
				require.Equal(t, id.UUID{99}, taken.ID)
			default:
				require.Equal(t, "ILLEGAL_ORDER", code, "%s, %s", name, result)
			}
		}
	}
}

func TestAnIllegalOrderIsAConflictThatSaysWhereTheActionStands(t *testing.T) {
	t.Parallel()
	for want, known := range map[string]outcome.History{
		"an action that has no outcome yet cannot become executed":      history(),
		"an action that was ignored cannot become executed":             history(outcome.Shown, outcome.Ignored),
		"an action that was accepted and failed cannot become executed": history(outcome.Shown, outcome.Accepted, outcome.Failed),
	} {
		err := known.Admit(outcome.Executed, &action.Action{}, approval.Pending)
		require.Equal(t, fault.Conflict, fault.Of(err))
		require.ErrorContains(t, err, want)
	}
}

func TestWhatNeedsASecondPersonIsNeverExecutedWithoutTheApproval(t *testing.T) {
	t.Parallel()
	dual := action.Action{Type: action.Multiplier, RequiresConsent: true, RequiresDualChannel: true}
	accepted := history(outcome.Shown, outcome.Accepted)
	for _, state := range []approval.State{approval.Pending, approval.FirstApproved, approval.Rejected, approval.Expired} {
		_, _, code := take(accepted, outcome.Executed, dual, state)
		require.Equal(t, "APPROVAL_REQUIRED", code, state)
	}
	_, _, code := take(accepted, outcome.Executed, dual, approval.FullyApproved)
	require.Empty(t, code)
	_, _, code = take(history(outcome.Shown), outcome.Executed, dual, approval.FullyApproved)
	require.Equal(t, "ILLEGAL_ORDER", code, "consent comes first, whoever approved")
	for _, result := range []outcome.Result{outcome.Failed, outcome.Accepted, outcome.Shown} {
		_, _, code = take(accepted, result, dual, approval.Pending)
		require.Empty(t, code, result)
	}
}

// model is product.md's paragraph on outcomes as a machine: which results may come
// next, by the one before.
func model() map[outcome.Result][]outcome.Result {
	return map[outcome.Result][]outcome.Result{
		"":               {outcome.Shown},
		outcome.Shown:    {outcome.Ignored, outcome.Dismissed, outcome.Accepted},
		outcome.Accepted: {outcome.Executed, outcome.Failed},
	}
}

func TestEverySequenceOfReportsIsTakenAsTheModelTakesIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := action.Action{RequiresDualChannel: rapid.Bool().Draw(t, "dual channel")}
		approved := rapid.SampledFrom([]approval.State{
			approval.Pending, approval.FirstApproved, approval.FullyApproved, approval.Rejected, approval.Expired,
		}).Draw(t, "approved")
		reports := rapid.SliceOf(rapid.SampledFrom(outcome.Results())).Draw(t, "reports")
		var known outcome.History
		var went []outcome.Result
		for i, result := range reports {
			last := outcome.Result("")
			if len(went) > 0 {
				last = went[len(went)-1]
			}
			taken, repeated, err := known.Take(outcome.Outcome{ID: id.UUID{byte(i), byte(i >> 8), 1}, Result: result}, &of, approved)
			barred := result == outcome.Executed && of.RequiresDualChannel && approved != approval.FullyApproved
			switch {
			case slices.Contains(went, result):
				require.NoError(t, err)
				require.True(t, repeated)
				require.Contains(t, known, taken)
			case !slices.Contains(model()[last], result) || barred:
				require.Equal(t, fault.Conflict, fault.Of(err))
			default:
				require.NoError(t, err)
				require.False(t, repeated)
				known, went = append(known, taken), append(went, result)
			}
		}
		for i, recorded := range known {
			require.Equal(t, outcome.Stage(i+1), recorded.Result.Stage(), "one outcome a stage, none left out")
		}
	})
}
