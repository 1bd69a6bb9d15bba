package delivery_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func held(d *decision.Decision) delivery.Held {
	return delivery.Held{Deferred: delivery.Wait(d)[0], Decision: d}
}

// waiting is the first of the decisions, with the others in its digest.
func waiting(own *decision.Decision, others ...*decision.Decision) *delivery.Waiting {
	w := &delivery.Waiting{Own: held(own), Policy: tenant.DefaultPolicy()}
	for _, d := range others {
		w.Others = append(w.Others, held(d))
	}
	return w
}

func TestWhenQuietHoursAreOverWhatWaitedGoesOut(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{morning, morning.Add(30 * time.Minute)} {
		w := waiting(overnight(2), overnight(3), overnight(1))
		require.Equal(t, delivery.Release{
			Window: morning, Sent: []delivery.Deferred{held(overnight(1)).Deferred, w.Own.Deferred, held(overnight(3)).Deferred},
		}, w.Release(now))

		alone := waiting(overnight(1))
		alone.Own.Digest = false
		require.Equal(t, delivery.Release{Sent: []delivery.Deferred{alone.Own.Deferred}}, alone.Release(now))
	}
}

func TestBeforeItsTimeNothingIsReleased(t *testing.T) {
	t.Parallel()
	require.Equal(t, delivery.Release{Again: morning}, waiting(overnight(1)).Release(morning.Add(-1)))
}

func TestWhatIsQuietByThePresentPolicyWaitsOnOrExpires(t *testing.T) {
	t.Parallel()
	w := waiting(overnight(1), overnight(2))
	w.Policy.QuietHours.Start, w.Policy.QuietHours.End = 5, 7
	require.Equal(t, delivery.Release{
		Dropped: []delivery.Dropped{{Deferred: w.Own.Deferred, Result: delivery.Expired}},
	}, w.Release(morning), "it expires at seven")
	w.Own.ExpiresAt = morning.Add(time.Hour + 1)
	require.Equal(t, delivery.Release{Again: morning.Add(time.Hour)}, w.Release(morning))
}

func TestNothingIsReleasedPastWhatIsInForceNow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*delivery.Waiting)
		want   delivery.Result
	}{
		"expired":                     {func(w *delivery.Waiting) { w.Own.Decision.Actions[0].ExpiresAt = morning }, delivery.Expired},
		"a decision that is gone":     {func(w *delivery.Waiting) { w.Own.Decision = nil }, delivery.Withdrawn},
		"no such action":              {func(w *delivery.Waiting) { w.Own.Decision.Actions = nil }, delivery.Withdrawn},
		"no such surface":             {func(w *delivery.Waiting) { w.Own.Decision.Actions[0].Surfaces = nil }, delivery.Withdrawn},
		"the actor snoozes":           {func(w *delivery.Waiting) { w.Preferences.SnoozeUntil = morning.Add(1) }, delivery.Withheld},
		"the actor opted out":         {func(w *delivery.Waiting) { w.Preferences.OptOutCategories = []action.Type{action.Mirror} }, delivery.Withheld},
		"the actor prefers others":    {func(w *delivery.Waiting) { w.Preferences.PreferredSurfaces = []action.Surface{action.IDE} }, delivery.Withheld},
		"the tenant uses no such":     {func(w *delivery.Waiting) { w.Policy.EnabledSurfaces = []action.Surface{action.IDE} }, delivery.Withheld},
		"the tenant has no such type": {func(w *delivery.Waiting) { w.Policy.EnabledActionTypes = nil }, delivery.Withheld},
	} {
		for _, digest := range []bool{true, false} {
			w := waiting(overnight(1))
			w.Own.Digest = digest
			c.change(w)
			require.Equal(t, delivery.Release{
				Dropped: []delivery.Dropped{{Deferred: w.Own.Deferred, Result: c.want}},
			}, w.Release(morning), name)
		}
	}
	allowed := waiting(overnight(1))
	allowed.Preferences = preference.Preferences{OptOutCategories: []action.Type{action.Mentor}, SnoozeUntil: morning}
	require.Len(t, allowed.Release(morning).Sent, 1)
}

func TestADigestGoesOutWithoutWhatIsNotWanted(t *testing.T) {
	t.Parallel()
	expired := overnight(2)
	expired.Actions[0].ExpiresAt = morning
	w := waiting(expired, overnight(1))
	made := w.Release(morning)
	require.Equal(t, []delivery.Deferred{held(overnight(1)).Deferred}, made.Sent)
	require.Equal(t, []delivery.Dropped{{Deferred: w.Own.Deferred, Result: delivery.Expired}}, made.Dropped)
	require.Equal(t, morning, made.Window)
}

func TestDigestsThatAreDueAtOnceAreOne(t *testing.T) {
	t.Parallel()
	earlier := morning.Add(-time.Hour)
	for _, first := range []bool{true, false} {
		w := waiting(overnight(1), overnight(2))
		w.Digested = earlier
		if w.Own.Until = earlier; !first {
			w.Own.Until, w.Others[0].Until = morning, earlier
		}
		made := w.Release(morning)
		require.Len(t, made.Sent, 2)
		require.Equal(t, morning, made.Window, "it is that of the later")
	}
}

func TestWhatComesTooLateForItsWindowBelongsToTheNext(t *testing.T) {
	t.Parallel()
	next := morning.AddDate(0, 0, 1)
	w := waiting(overnight(1), overnight(2))
	w.Digested = morning
	require.Equal(t, delivery.Release{
		Dropped: []delivery.Dropped{{Deferred: w.Own.Deferred, Result: delivery.Expired}},
	}, w.Release(morning), "it is not worth saying then")

	w.Own.ExpiresAt = next.Add(1)
	require.Equal(t, delivery.Release{Again: next}, w.Release(morning))
	w.Policy.QuietHours = tenant.QuietHours{}
	require.Equal(t, delivery.Release{Again: next}, w.Release(morning), "without quiet hours a day is a window")

	w.Own.Until, w.Others = next, nil
	w.Own.Decision.Actions[0].ExpiresAt = next.Add(1)
	require.Equal(t, next, w.Release(next).Window)
}

func TestWhatGoesOutAloneKnowsNoWindow(t *testing.T) {
	t.Parallel()
	w := waiting(overnight(1))
	w.Own.Digest, w.Digested = false, morning
	require.Len(t, w.Release(morning).Sent, 1)
}
