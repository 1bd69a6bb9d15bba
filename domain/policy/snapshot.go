// Package policy has the policy as it stood when a decision evaluated it.
package policy

import (
	"crypto/sha256"
	"encoding/hex"
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
}

// Own makes the snapshot of a tenant's own policy, which is the policy in force
// where no policy service is configured (downstream.md, Policy).
func Own(owner tenant.ID, own tenant.Policy) Snapshot {
	revision := strconv.FormatInt(own.Revision, 10)
	sum := sha256.Sum256([]byte(canonical.Marshal(own.Canonical())))
	return Snapshot{
		ID:         "tenant-policy:" + string(owner) + ":" + revision,
		VersionIDs: []string{"tenant-policy@" + revision},
		Hash:       "sha256:" + hex.EncodeToString(sum[:]),
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
