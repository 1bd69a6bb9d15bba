package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

// Ruling is what a policy service answers of a situation (downstream.md, Policy).
type Ruling struct {
	SnapshotID string
	VersionIDs []string
	// Allowed is false when nothing is let through.
	Allowed bool
	// Restrictions are the action types that are not allowed.
	Restrictions []action.Type
	// Surfaces that are allowed; nil means all.
	Surfaces []action.Surface
	// Windows lift restrictions for a while.
	Windows []Window
	// FailClosed wants nothing said as soon as the ruling is not fresh, as a tenant that is
	// safety-critical does.
	FailClosed bool
	// EvaluationID is the service's own name for this one evaluation; empty without one.
	EvaluationID string
	// Hash is as in Snapshot; Hashed sets it, once for all decisions that go by the ruling.
	Hash string
}

// Window lifts restrictions from one time to another, the first included.
type Window struct {
	From, To time.Time
	Lifts    []action.Type
}

func (w Window) open(now time.Time) bool { return !now.Before(w.From) && now.Before(w.To) }

// Snapshot answers the ruling as it stands now: windows open and close while it is kept. It
// is stale where its service is away and it was kept for longer than it is fresh.
func (r Ruling) Snapshot(now time.Time, stale bool) Snapshot {
	return Snapshot{
		ID: r.SnapshotID, VersionIDs: r.VersionIDs, Hash: r.Hash, Allowed: r.Allowed,
		Restrictions: r.restrictions(now), Surfaces: r.Surfaces, FailClosed: r.FailClosed,
		EvaluationID: r.EvaluationID, Stale: stale,
	}
}

func (r Ruling) restrictions(now time.Time) []action.Type {
	left := r.Restrictions
	for _, window := range r.Windows {
		if window.open(now) {
			left = slices.DeleteFunc(slices.Clone(left), func(kind action.Type) bool { return slices.Contains(window.Lifts, kind) })
		}
	}
	return left
}

// Hashed answers the ruling with its hash.
func (r Ruling) Hashed() Ruling {
	r.Hash = hashOf(r.Canonical())
	return r
}

func hashOf(object canonical.Object) string {
	sum := sha256.Sum256([]byte(canonical.Marshal(object)))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Canonical answers the ruling as a document, for its hash. How this one evaluation is
// named is no part of what was ruled.
func (r Ruling) Canonical() canonical.Object {
	windows := make([]canonical.Object, len(r.Windows))
	for i, window := range r.Windows {
		windows[i] = canonical.Object{
			{Name: "from", Value: window.From.UTC().Format(time.RFC3339Nano)},
			{Name: "lifts", Value: texts(window.Lifts)},
			{Name: "to", Value: window.To.UTC().Format(time.RFC3339Nano)},
		}
	}
	object := canonical.Object{
		{Name: "allowed", Value: r.Allowed},
		{Name: "fail_closed", Value: r.FailClosed},
		{Name: "override_windows", Value: windows},
		{Name: "policy_snapshot_id", Value: r.SnapshotID},
		{Name: "policy_version_ids", Value: append([]string{}, r.VersionIDs...)},
		{Name: "restrictions", Value: texts(r.Restrictions)},
	}
	if r.Surfaces != nil {
		object = append(object, canonical.Member{Name: "surfaces", Value: texts(r.Surfaces)})
	}
	return object
}

func texts[T ~string](list []T) []string {
	result := make([]string, len(list))
	for i, item := range list {
		result[i] = string(item)
	}
	return result
}
