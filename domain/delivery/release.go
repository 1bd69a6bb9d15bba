package delivery

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Waiting is what the release of one delivery depends on.
type Waiting struct {
	// Own is the delivery that is to be released.
	Own Held
	// Others go out in the same digest: those of its subject and surface whose quiet
	// hours are over. None for what goes out alone.
	Others []Held
	// Digested is the window of the last digest for the subject and surface; zero for
	// none.
	Digested time.Time
	// Policy and Preferences are those in force now.
	Policy      tenant.Policy
	Preferences preference.Preferences
	// PolicyEpoch counts the invalidations of what a policy service said of the tenant.
	PolicyEpoch int64
}

// Held is a delivery that waits, with its decision; nil when that is not kept any more.
type Held struct {
	Deferred

	Decision *decision.Decision
	// Verdict is what the policy service and the gold standards say now; nil where there are
	// none.
	Verdict *policy.Verdict
}

// Release is what becomes of deliveries that waited.
type Release struct {
	// Sent go out now, in the order of their ids.
	Sent []Deferred
	// Window is the digest's that they go out in; zero for one that goes out alone.
	Window time.Time
	// Dropped go nowhere.
	Dropped []Dropped
	// Again is when to ask anew, where the own delivery waits on; else zero.
	Again time.Time
}

// Dropped is a delivery that came to nothing, and why.
type Dropped struct {
	Deferred

	Result Result
}

// Release decides what goes out now. Policy and preferences are asked anew, and obeyed
// as they stand: quiet hours that were prolonged too. What waits on is only ever the own
// delivery: each other is released in its own name.
func (w *Waiting) Release(now time.Time) Release {
	if now.Before(w.Own.Until) {
		return Release{Again: w.Own.Until}
	}
	if w.Policy.QuietHours.Cover(now) {
		return w.waitOn(w.Policy.QuietHours.Until(now), now)
	}
	if !w.Own.Digest {
		return w.settle(now, w.Own)
	}
	made := w.settle(now, append([]Held{w.Own}, w.Others...)...)
	for _, item := range made.Sent {
		if made.Window.Before(item.Until) {
			made.Window = item.Until
		}
	}
	// Its window had its digest: it came too late for that, and belongs to the next.
	if len(made.Sent) > 0 && !made.Window.After(w.Digested) {
		return w.waitOn(w.nextWindow(), now)
	}
	return made
}

// nextWindow ends after the one that was digested. Where no hours are quiet any more, a
// day is one.
func (w *Waiting) nextWindow() time.Time {
	if end := w.Policy.QuietHours.EndAfter(w.Digested); !end.IsZero() {
		return end
	}
	return w.Digested.AddDate(0, 0, 1)
}

// waitOn has the own delivery wait until then, unless that ends it.
func (w *Waiting) waitOn(until, now time.Time) Release {
	result := w.judge(&w.Own, now)
	if result == "" && !until.Before(w.Own.ExpiresAt) {
		result = Expired
	}
	if result != "" {
		return Release{Dropped: []Dropped{{w.Own.Deferred, result}}}
	}
	return Release{Again: until.UTC()}
}

func (w *Waiting) settle(now time.Time, all ...Held) Release {
	var made Release
	slices.SortFunc(all, func(a, b Held) int { return compare(a.ID, b.ID) })
	for i := range all {
		if result := w.judge(&all[i], now); result != "" {
			made.Dropped = append(made.Dropped, Dropped{all[i].Deferred, result})
			continue
		}
		made.Sent = append(made.Sent, all[i].Deferred)
	}
	return made
}

// judge answers why a delivery goes nowhere; empty for one that does not.
func (w *Waiting) judge(held *Held, now time.Time) Result {
	if held.Decision == nil {
		return Withdrawn
	}
	chosen, found := held.Decision.Action(ActionOf(held.ID))
	switch {
	case !found || !slices.Contains(chosen.Surfaces, held.Surface):
		return Withdrawn
	case chosen.Expired(now):
		return Expired
	case !w.allows(&chosen, held.Surface, now), held.Verdict.Withholds(chosen.Type, held.Surface, w.Policy.SafetyCritical):
		return Withheld
	}
	return ""
}

// allows asks what a decision would be asked now: nothing that was said in quiet hours
// outlives a change of the tenant's policy or a snooze.
func (w *Waiting) allows(chosen *action.Action, surface action.Surface, now time.Time) bool {
	return w.Policy.AllowsType(chosen.Type) && w.Policy.AllowsSurface(surface) &&
		!w.Preferences.Snoozed(now) && !w.Preferences.OptedOut(chosen.Type) && w.Preferences.Prefers(surface)
}

func compare(a, b id.UUID) int { return slices.Compare(a[:], b[:]) }
