// Package rules has the playbooks and the signal by which the evaluation of rules is
// measured, alone and beside another engine's (docs/performance.md, Evaluation).
package rules

import (
	"fmt"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Matching is how many playbooks the signal's event type and repository match, and
// Holding how many of those have a condition that holds.
const (
	Matching = 10
	Holding  = 2
)

const eventType = "ci.failed"

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// Rule is what a playbook asks, in the words of CEL.
type Rule struct {
	Number int
	// EventType and Repositories are the trigger; the latter ends with a star.
	EventType, Repositories string
	Condition               string
}

// Rules are as many as wanted, of which the first Matching match.
func Rules(count int) []Rule {
	all := make([]Rule, count)
	for i := range all {
		all[i] = Rule{Number: i, EventType: eventType, Repositories: "acme/*", Condition: condition(i)}
		if i >= Matching {
			all[i].EventType = fmt.Sprintf("other.%d", i)
		}
	}
	return all
}

// condition holds for the first Holding. No two are the same text, or a cache
// could answer for them.
func condition(number int) string {
	branch := "main"
	if number >= Holding {
		branch = "other"
	}
	return fmt.Sprintf(`signal.branch == "%s" && signal.severity == "high" && signal.attributes.count != %d.0`, branch, number+100)
}

// Published puts the rules in force, compiled when first asked as the catalogue does.
func Published(rules []Rule, compiler ports.Rules) []playbook.Published {
	published := make([]playbook.Published, len(rules))
	for i, rule := range rules {
		definition := playbook.Definition{
			Name: "p", Version: "1", Conditions: []string{rule.Condition},
			Triggers: []playbook.Trigger{{EventTypes: []string{rule.EventType}, Repositories: []string{rule.Repositories}}},
			Actions:  []playbook.Action{{Type: action.Mirror, Surfaces: action.Surfaces(), Title: "t"}},
		}.Normalised()
		published[i] = playbook.Published{
			Playbook: id.UUID{byte(i >> 8), byte(i)}, Revision: 1, Definition: definition,
			Program: sync.OnceValues(func() (*playbook.Program, error) { return compiler.Compile(definition) }),
		}
	}
	return published
}

// Facts are those of one failed run.
func Facts() *playbook.Facts {
	place := signal.Place{RepoID: "acme/shop", Branch: "main", FilePath: "src/cart.go", Environment: "prod"}
	failed := &signal.Signal{
		ID: "s", ActorID: "ada", ActorType: actor.Human, Source: "github", EventType: eventType,
		Severity: signal.High, OccurredAt: noon, Place: place, Attributes: map[string]any{"workflow": "build", "count": 3.0},
	}
	return &playbook.Facts{
		Signal: failed, Actor: actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{"developer"}},
		Context: playbook.Context{Place: place, Surface: action.CI, EvaluationPoint: "pre-merge"},
		Recent:  []signal.Recent{failed.Metadata()}, Now: noon,
	}
}
