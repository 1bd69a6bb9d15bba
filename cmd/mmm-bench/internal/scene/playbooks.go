// Package scene is what a benchmark's tenants have: playbooks in force, actors, and
// the signals that are decided for them.
package scene

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Of a tenant's playbooks these many are in force, match a benchmark's signal by
// their trigger, and fire.
const (
	InForce  = 20
	Matching = 2
	Firing   = 1
)

// Playbooks answers a tenant's: one that fires with an action on the asking surface
// alone, one whose condition does not hold, and others that wait for something else.
func Playbooks() []playbook.Definition {
	set := []playbook.Definition{firing(), matching()}
	for i := len(set); i < InForce; i++ {
		set = append(set, waiting(i))
	}
	return set
}

func firing() playbook.Definition {
	return playbook.Definition{
		Name: "repeated-ci-failures", Owner: "team-platform", Version: "1.0.0",
		Description: "Shows a pattern of failing runs on a branch, as a fact.",
		Triggers:    []playbook.Trigger{{EventTypes: []string{eventType}, MinSeverity: "medium", Surfaces: []action.Surface{surface}}},
		Conditions: []string{
			`recent.filter(s, s.event_type == "ci.failed" && s.repo_id == signal.repo_id && s.branch == signal.branch).size() >= 1`,
		},
		Actions: []playbook.Action{{
			Type: action.Mirror, Surfaces: []action.Surface{surface},
			Title:     `{{ recent.filter(s, s.event_type == 'ci.failed').size() }} runs failed on {{ context.branch }} within a day`,
			Body:      `The last one was {{ signal.attributes.workflow }}.`,
			Rationale: `A pattern is easier to see from outside than from within the third attempt.`,
			Evidence:  []string{`{{ signal.attributes.url }}`},
		}},
		Limits: playbook.Limits{Priority: 10},
	}
}

// matching has a condition that reads as much as the one that holds.
func matching() playbook.Definition {
	definition := firing()
	definition.Name = "flaky-workflow"
	definition.Description = "Would speak of a workflow that fails on every branch."
	definition.Conditions = []string{
		`has(signal.attributes.workflow) && recent.filter(s, s.source == "ci" && s.severity == "critical").size() >= 1`,
	}
	return definition
}

// waiting listens to something else: another kind of event, or the same one in
// another place.
func waiting(number int) playbook.Definition {
	definition := firing()
	definition.Name = fmt.Sprintf("waits-for-%d", number)
	definition.Description = "Waits for what a benchmark does not send."
	trigger := playbook.Trigger{EventTypes: []string{eventType}, Repositories: []string{fmt.Sprintf("acme/other-%d*", number)}}
	if elsewhere := others(); number%4 != 0 {
		trigger = playbook.Trigger{EventTypes: []string{elsewhere[number%len(elsewhere)]}, MinSeverity: "low"}
	}
	definition.Triggers = []playbook.Trigger{trigger}
	return definition
}

func others() []string {
	return []string{
		"ci.job_failed", "change.opened", "review.changes_requested", "deploy.failed",
		"security.code_scanning", "security.vulnerable_dependency", "change.merged",
	}
}
