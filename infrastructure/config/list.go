package config

import (
	"fmt"
	"slices"
	"strings"
)

// Role is a part that a process plays.
type Role string

// The roles.
const (
	API    Role = "api"
	Worker Role = "worker"
)

// Roles are the parts that this process plays.
type Roles []Role

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Roles) UnmarshalText(text []byte) error { return pick((*[]Role)(r), text, API, Worker) }

// Has reports whether the process plays the role.
func (r Roles) Has(role Role) bool { return slices.Contains(r, role) }

// Dependency is what readiness can depend on (observability.md, section 7).
type Dependency string

// The dependencies of this version.
const (
	Database Dependency = "database"
	IAM      Dependency = "iam"
	Policy   Dependency = "policy"
	ERIS     Dependency = "eris"
	Redis    Dependency = "redis"
)

// Dependencies are those that must answer before the engine is ready.
type Dependencies []Dependency

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Dependencies) UnmarshalText(text []byte) error {
	return pick((*[]Dependency)(d), text, Database, IAM, Policy, ERIS, Redis)
}

// Has reports whether readiness depends on it.
func (d Dependencies) Has(dependency Dependency) bool { return slices.Contains(d, dependency) }

// pick takes a list, separated by commas, of some of the choices.
func pick[T ~string](into *[]T, text []byte, choices ...T) error {
	var picked []T
	for name := range strings.SplitSeq(string(text), ",") {
		choice := T(strings.TrimSpace(name))
		if !slices.Contains(choices, choice) {
			return fmt.Errorf("names something unknown; set some of these, separated by commas: %s", listed(choices))
		}
		if !slices.Contains(picked, choice) {
			picked = append(picked, choice)
		}
	}
	*into = picked
	return nil
}
