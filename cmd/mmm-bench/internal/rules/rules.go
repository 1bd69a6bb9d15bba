// Package rules has the playbooks and the signal by which the evaluation of rules is
// measured, alone and beside another engine's (docs/performance.md, Evaluation).
package rules

import (
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Matching is how many playbooks the signal's event type and repository match, and
// Holding how many of those have a condition that holds.
const (
	Matching = 10
	Holding  = 2
)

const eventType = "ci.failed"

// Kind is what the conditions are like.
type Kind string

const (
	// Equalities compare a field with a text, which an index can answer.
	Equalities Kind = "equalities"
	// Thresholds ask for at least a number and for the beginning of a text, which none can.
	Thresholds Kind = "thresholds"
)

// Rule is a playbook's trigger, and its condition in parts: each engine has words of
// its own for them.
type Rule struct {
	Number int
	// EventType and Owner, of the repository, are the trigger's.
	EventType, Owner string
	Kind             Kind
	// Of Equalities: Branch and Severity must be the signal's, and Count must not. Of
	// Thresholds: the signal's count must be Count at least, and its branch begin with
	// Branch; Severity is not asked.
	Branch, Severity string
	Count            int
}

// Rules are as many as wanted, of which the first Matching match and the first Holding
// hold. No two conditions are alike, or a cache could answer for them.
func Rules(count int, kind Kind) []Rule {
	all := make([]Rule, count)
	for i := range all {
		all[i] = Rule{Number: i, EventType: eventType, Owner: "acme", Kind: kind, Branch: "main", Severity: "high", Count: 100 + i}
		if i < Holding && kind == Thresholds {
			all[i].Count = i
		}
		if i >= Holding && kind == Equalities {
			all[i].Branch = "other"
		}
		if i >= Matching {
			all[i].EventType = fmt.Sprintf("other.%d", i)
		}
	}
	return all
}

func (r Rule) condition() string {
	if r.Kind == Thresholds {
		return fmt.Sprintf(`signal.attributes.count >= %d.0 && signal.branch.startsWith("%s")`, r.Count, r.Branch)
	}
	return fmt.Sprintf(`signal.branch == "%s" && signal.severity == "%s" && signal.attributes.count != %d.0`,
		r.Branch, r.Severity, r.Count)
}

func (r Rule) definition() playbook.Definition {
	return playbook.Definition{
		Name: "p", Version: "1", Conditions: []string{r.condition()},
		Triggers: []playbook.Trigger{{EventTypes: []string{r.EventType}, Repositories: []string{r.Owner + "/*"}}},
		Actions:  []playbook.Action{{Type: action.Mirror, Surfaces: action.Surfaces(), Title: "t"}},
	}.Normalised()
}

// Facts are those of one failed run.
func Facts() *playbook.Facts {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
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
