package policy

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/pattern"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Standard is a gold standard of a tenant's (downstream.md, Policy and gold standards).
type Standard struct {
	ID, Version string
	Rules       []ComplianceRule
}

// ComplianceRule forbids types of actions in the repositories and on the branches that its
// patterns match; without any of a kind, in all of them.
type ComplianceRule struct {
	Repositories, Branches []string
	Forbid                 []action.Type
}

func (r ComplianceRule) appliesTo(place signal.Place) bool {
	return pattern.Any(r.Repositories, place.RepoID) && pattern.Any(r.Branches, place.Branch)
}

// Compliance is what gold standards make of one place. Its zero value forbids nothing.
type Compliance struct {
	// Forbidden are the types of actions that are forbidden there.
	Forbidden []action.Type
	// Standards name those in force, as id@version, wherever they apply.
	Standards []string
	// Unknown is set when the standards could not be had: only what changes nothing and
	// suggests nothing is safe then (product.md, Degraded mode).
	Unknown bool
}

// Comply answers what the standards make of a place.
func Comply(standards []Standard, place signal.Place) Compliance {
	var made Compliance
	for _, standard := range standards {
		made.Standards = append(made.Standards, standard.ID+"@"+standard.Version)
		for _, rule := range standard.Rules {
			if rule.appliesTo(place) {
				made.Forbidden = union(made.Forbidden, rule.Forbid)
			}
		}
	}
	return made
}

func union(list, more []action.Type) []action.Type {
	for _, kind := range more {
		if !slices.Contains(list, kind) {
			list = append(list, kind)
		}
	}
	return list
}

// Forbids reports whether a standard that is known forbids the type of action.
func (c Compliance) Forbids(kind action.Type) bool { return slices.Contains(c.Forbidden, kind) }

// Uncertain reports whether nobody knows if a standard forbids the type of action.
func (c Compliance) Uncertain(kind action.Type) bool { return c.Unknown && kind != action.Mirror }
