// Package preference has what an actor wants of the engine (product.md, Actor
// preferences).
package preference

import (
	"slices"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Preferences are one actor's. They narrow what the tenant allows and never widen it.
// The zero value is the default and allows all of it.
type Preferences struct {
	// Revision counts the changes; 0 means that nothing was ever set.
	Revision int64
	// OptOutCategories are the types of action that the actor wants none of; empty for
	// none. No type stands in it twice.
	OptOutCategories []action.Type
	// SnoozeUntil is when the actor wants to hear of the engine again; zero for an actor
	// who snoozes nothing.
	SnoozeUntil time.Time
	// PreferredSurfaces are where the actor wants to be shown something; empty for
	// everywhere. No surface stands in it twice.
	PreferredSurfaces []action.Surface
}

// OptedOut reports whether the actor wants none of the type of action.
func (p Preferences) OptedOut(kind action.Type) bool {
	return slices.Contains(p.OptOutCategories, kind)
}

// Prefers reports whether the actor wants to be shown something on the surface.
func (p Preferences) Prefers(surface action.Surface) bool {
	return len(p.PreferredSurfaces) == 0 || slices.Contains(p.PreferredSurfaces, surface)
}

// Snoozed reports whether the actor wants to hear nothing now. The end is exclusive.
func (p Preferences) Snoozed(now time.Time) bool { return now.Before(p.SnoozeUntil) }

// At answers the preferences without a snooze that is over, so that what is read can
// be set again as it is.
func (p Preferences) At(now time.Time) Preferences {
	if !p.Snoozed(now) {
		p.SnoozeUntil = time.Time{}
	}
	return p
}

// Replace answers the next state: what is wanted now, all of it.
func (p Preferences) Replace(by Preferences) Preferences {
	by.Revision = p.Revision + 1
	return by
}

// Snooze answers the next state: silence until the time, everything else as it is.
func (p Preferences) Snooze(until time.Time) Preferences {
	p.SnoozeUntil = until
	return p.Replace(p)
}

// ETag names the revision as an HTTP entity tag; that of the defaults is 0.
func (p Preferences) ETag() string { return strconv.Quote(strconv.FormatInt(p.Revision, 10)) }

// Expect answers a Stale fault when the preferences are at another revision than the
// one that a caller knows; nil is any.
func (p Preferences) Expect(revision *int64) error {
	if revision == nil || *revision == p.Revision {
		return nil
	}
	return fault.New(fault.Stale, fault.VersionMismatch,
		"the preferences have changed since; read them again and repeat with their new ETag")
}
