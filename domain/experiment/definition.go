// Package experiment compares ways of speaking: which playbooks, in which words, or
// nothing at all, each for a share of the actors (product.md, Experiments).
package experiment

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Key identifies an experiment in its tenant.
type Key = id.UUID

// Definition is an experiment as its owner writes it. The field names of its JSON form
// are a contract, for the API and the stored row alike.
type Definition struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Scope says for which decisions the experiment runs.
	Scope Scope `json:"scope,omitzero"`
	// Playbooks are what it is about; none means every playbook, which leaves room for
	// nothing but holding out.
	Playbooks []playbook.Key `json:"playbooks,omitempty"`
	// Variants stand in the order in which they share out the actors.
	Variants []Variant `json:"variants"`
}

// Scope narrows an experiment to decisions as a trigger narrows a playbook to them:
// every given field must match, an empty one matches anything.
type Scope struct {
	Surfaces     []action.Surface `json:"surfaces,omitempty"`
	ActorTypes   []string         `json:"actor_types,omitempty"`
	Repositories []string         `json:"repositories,omitempty"`
	Environments []string         `json:"environments,omitempty"`
}

// trigger is the scope in the words of playbooks, whose matching it shares.
func (s Scope) trigger() playbook.Trigger {
	return playbook.Trigger{
		Surfaces: s.Surfaces, ActorTypes: s.ActorTypes, Repositories: s.Repositories, Environments: s.Environments,
	}
}

// Variant is one way of speaking.
type Variant struct {
	Name string `json:"name"`
	// Weight is its share of the actors in basis points.
	Weight int `json:"weight"`
	// Control marks the one that the others are compared with.
	Control bool `json:"control,omitempty"`
	// Holdout holds back every action of the experiment's playbooks.
	Holdout bool `json:"holdout,omitempty"`
	// Playbooks are those of the experiment that speak under this variant; none means all.
	Playbooks []playbook.Key `json:"playbooks,omitempty"`
	// Texts take the place of actions' own.
	Texts []Text `json:"texts,omitempty"`
}

// Text takes the place of all the text of one action of one revision.
type Text struct {
	PlaybookID playbook.Key `json:"playbook_id"`
	Revision   int          `json:"revision"`
	// Action is the action's place in the playbook, from 0.
	Action int `json:"action"`
	// Title, Body, Rationale and Evidence are templates, as an action's are.
	Title     string   `json:"title"`
	Body      string   `json:"body,omitempty"`
	Rationale string   `json:"rationale,omitempty"`
	Evidence  []string `json:"evidence,omitempty"`
}

// Whole is the sum of the weights, in basis points.
const Whole = 10_000
