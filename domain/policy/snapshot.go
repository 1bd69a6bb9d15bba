// Package policy has the policy as it stood when a decision evaluated it.
package policy

import (
	"slices"
	"strconv"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Snapshot is evidence: what was allowed, by which versions, with their hash.
type Snapshot struct {
	ID         string
	VersionIDs []string
	// Hash is "sha256:" and hex of the canonical policy itself.
	Hash string
	// Allowed is false when the policy lets nothing through.
	Allowed bool
	// Restrictions are the action types that are not allowed.
	Restrictions []action.Type
	// Surfaces that are allowed; nil means all.
	Surfaces []action.Surface
	// Stale snapshots come from a cache while the policy service is away.
	Stale bool
	// FailClosed wants nothing said while the snapshot is stale.
	FailClosed bool
	// EvaluationID is the policy service's own name for the evaluation; empty without one.
	EvaluationID string
}

// Own makes the snapshot of a tenant's own policy, which is the policy in force
// where no policy service is configured (downstream.md, Policy).
func Own(owner tenant.ID, own tenant.Policy) Snapshot {
	revision := strconv.FormatInt(own.Revision, 10)
	return Snapshot{
		ID:         "tenant-policy:" + string(owner) + ":" + revision,
		VersionIDs: []string{"tenant-policy@" + revision},
		Hash:       hashOf(own.Canonical()),
		Allowed:    true,
	}
}

// AllowsType reports whether the snapshot lets the type of action through.
func (s Snapshot) AllowsType(kind action.Type) bool {
	return s.Allowed && !slices.Contains(s.Restrictions, kind)
}

// AllowsSurface reports whether the snapshot lets actions onto the surface.
func (s Snapshot) AllowsSurface(surface action.Surface) bool {
	return s.Allowed && (s.Surfaces == nil || slices.Contains(s.Surfaces, surface))
}

// None is the snapshot of a decision that no policy could be had for: what is hashed is
// that there was none, so that its receipt can say so.
func None() Snapshot { return Snapshot{VersionIDs: []string{}, Hash: hashOf(canonical.Object{})} }
