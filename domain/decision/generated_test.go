package decision_test

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// dice are chance that a seed repeats (SplitMix64): for sequences too long for rapid.
type dice struct{ state uint64 }

func (d *dice) roll(sides int) int {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(sides))
}

// oneIn is true once in so many times.
func (d *dice) oneIn(sides int) bool { return d.roll(sides) == 0 }

func pick[T any](d *dice, from ...T) T { return from[d.roll(len(from))] }

// generated are playbooks that meet each other in triggers, types and surfaces, each
// with limits, a quiet rule, a condition and a template of its own.
func generated(d *dice, count byte) []playbook.Published {
	published := make([]playbook.Published, count)
	for i := range published {
		published[i] = made(byte(i+1), func(definition *playbook.Definition, program *playbook.Program) {
			definition.Triggers = []playbook.Trigger{{
				EventTypes:   pick(d, nil, []string{"ci.failed"}, []string{"ci.failed", "deploy.failed"}, []string{"change.opened"}),
				Repositories: pick(d, nil, nil, []string{"acme/*"}, []string{"*/shop"}),
				MinSeverity:  pick(d, "", "", "medium"),
			}}
			definition.OnQuiet = pick(d, playbook.Drop, playbook.Defer, playbook.Digest, playbook.Bypass)
			definition.Limits = playbook.Limits{
				Priority: d.roll(3), MaxPerActorPerDay: d.roll(4), MaxPerTypePerDay: pick(d, 0, 0, 4),
				MaxPerRepoPerDay: pick(d, 0, 0, 5), CooldownMinutes: pick(d, 0, 30, 240),
			}
			definition.Actions, program.Actions = nil, nil
			for range 1 + d.roll(2) {
				addAction(d, definition, program)
			}
			program.Conditions = []playbook.Condition{pick(d, holds, severe, often, breaksOnBots)}
		})
	}
	return published
}

func addAction(d *dice, definition *playbook.Definition, program *playbook.Program) {
	definition.Actions = append(definition.Actions, playbook.Action{
		Type: pick(d, action.Types()...), ExpiresInMinutes: pick(d, 60, 1440),
		Surfaces: pick(d, action.Surfaces(), []action.Surface{action.IDE}, []action.Surface{action.Alert}, []action.Surface{action.CI, action.Alert}),
	})
	program.Actions = append(program.Actions, playbook.ActionProgram{
		Title: pick(d, text("t"), branchTitle), Body: text("b"), Rationale: text(""),
	})
}

func factsOf(env playbook.Env) *playbook.Facts { return env.(*playbook.Facts) }

func severe(env playbook.Env) (bool, error) {
	return factsOf(env).Signal != nil && factsOf(env).Signal.Severity >= signal.Medium, nil
}

func often(env playbook.Env) (bool, error) { return len(factsOf(env).Recent) > 3, nil }

func breaksOnBots(env playbook.Env) (bool, error) {
	if factsOf(env).Actor.ID == "" {
		return false, errTemplate
	}
	return true, nil
}

// branchTitle cannot be rendered where there is no branch.
func branchTitle(env playbook.Env) (string, error) {
	if branch := factsOf(env).Context.Place.Branch; branch != "" {
		return "on " + branch, nil
	}
	return "", errTemplate
}
