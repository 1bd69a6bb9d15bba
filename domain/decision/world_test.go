package decision_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// world is what signals come from: a few tenants with policies of their own, their
// actors and repositories, and a clock that goes on.
type world struct {
	dice     *dice
	now      time.Time
	policies []tenant.Policy
	recent   map[signal.Subject][]signal.Recent
}

func newWorld(d *dice) *world {
	w := &world{dice: d, now: noon, recent: map[signal.Subject][]signal.Recent{}}
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("east", 5*60*60+30*60), time.FixedZone("west", -8*60*60)} {
		own := tenant.DefaultPolicy()
		own.Quotas.MaxActionsPerDay += d.roll(6)
		own.Quotas.MaxActionsPerHour += d.roll(3)
		own.QuietHours.Zone, own.QuietHours.AppliesTo = zone, pick(d, tenant.QuietPush, tenant.QuietAll)
		w.policies = append(w.policies, own)
	}
	w.policies[0].EnabledActionTypes = []action.Type{action.Mirror, action.Mentor}
	w.policies[1].EnabledSurfaces = []action.Surface{action.IDE, action.Alert}
	return w
}

// next answers what the next signal has to be decided by, but playbooks and memory.
func (w *world) next(number int) *decision.Inputs {
	d := w.dice
	w.now = w.now.Add(time.Duration(d.roll(200)) * time.Second)
	request := decision.Request{
		ID: id.UUID{byte(number >> 16), byte(number >> 8), byte(number)}, TenantID: "t", Now: w.now,
		Actor: w.actor(), Context: playbook.Context{Surface: pick(d, append(action.Surfaces(), action.Background)...), Place: w.place()},
	}
	if !d.oneIn(20) {
		request.Signal = &signal.Signal{
			ID: fmt.Sprint("s-", number), EventType: pick(d, "ci.failed", "ci.failed", "deploy.failed", "change.opened", "ci.passed"),
			Source: "github", Severity: signal.Severity(d.roll(5)), OccurredAt: w.now, Place: request.Context.Place,
		}
	}
	in := &decision.Inputs{Request: request, Preferences: w.preferences(), Contended: d.oneIn(500)}
	in.Policy = w.policies[len(request.Actor.ID)%len(w.policies)]
	in.Snapshot = policy.Snapshot{Allowed: !d.oneIn(100)}
	recent := signal.WithCurrent(w.recent[request.Subject()], request.Signal)
	w.recent[request.Subject()] = recent[:min(len(recent), 6)]
	in.Facts = playbook.Facts{Signal: request.Signal, Actor: request.Actor, Context: request.Context, Recent: recent, Now: w.now}
	in.Env = &in.Facts
	return in
}

// actor is one of sixty, each always of the same tenant, or nobody.
func (w *world) actor() actor.Actor {
	number := w.dice.roll(66)
	if number >= 60 {
		return actor.Actor{}
	}
	return actor.Actor{ID: fmt.Sprintf("%0*d", 2+number%3, number), Type: actor.Human}
}

func (w *world) place() signal.Place {
	return signal.Place{
		RepoID: pick(w.dice, "acme/shop", "acme/pay", "rival/shop", "rival/pay", ""),
		Branch: pick(w.dice, "main", "release/1", "fix/2", "fix/3", ""),
	}
}

func (w *world) preferences() preference.Preferences {
	var wanted preference.Preferences
	if w.dice.oneIn(20) {
		wanted.OptOutCategories = slices.Clone(action.Types()[:1])
	}
	if w.dice.oneIn(20) {
		wanted.PreferredSurfaces = []action.Surface{action.CI}
	}
	if w.dice.oneIn(100) {
		wanted.SnoozeUntil = w.now.Add(time.Hour)
	}
	return wanted
}
