package playbook

import (
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Status of a playbook (product.md, Versions).
type Status string

// The states. A deprecated playbook never changes again.
const (
	StatusDraft      Status = "draft"
	StatusPublished  Status = "published"
	StatusPaused     Status = "paused"
	StatusDeprecated Status = "deprecated"
)

// Valid reports whether the status exists.
func (s Status) Valid() bool {
	return s == StatusDraft || s == StatusPublished || s == StatusPaused || s == StatusDeprecated
}

// Playbook is the aggregate: a stable id and its numbered revisions.
type Playbook struct {
	ID       Key
	TenantID tenant.ID
	Status   Status
	// Version counts every change of the aggregate, from 1; it is the ETag.
	Version int64
	// Latest is the newest revision.
	Latest Revision
	// InForce is the number of the published revision, 0 before the first publish.
	InForce int
	// PauseReason is why it is paused, empty otherwise.
	PauseReason          string
	CreatedAt, UpdatedAt time.Time
}

// Revision is one state of the definition. Publishing freezes it.
type Revision struct {
	// Number counts from 1.
	Number     int
	Definition Definition
	CreatedAt  time.Time
	// FrozenAt is when it was first published; zero for a draft.
	FrozenAt time.Time
}

// Frozen reports whether the revision was ever published.
func (r Revision) Frozen() bool { return !r.FrozenAt.IsZero() }

// New makes a draft of a valid definition.
func New(key Key, owner tenant.ID, definition Definition, now time.Time) Playbook {
	return Playbook{
		ID: key, TenantID: owner, Status: StatusDraft, Version: 1,
		Latest:    Revision{Number: 1, Definition: definition.Normalised(), CreatedAt: now},
		CreatedAt: now, UpdatedAt: now,
	}
}

// Replace answers the playbook with another definition: in place while the
// latest revision is a draft, else as a new draft; what is in force stays so.
func (p Playbook) Replace(definition Definition, now time.Time) (Playbook, error) {
	if err := p.alive("changed"); err != nil {
		return p, err
	}
	if p.Latest.Frozen() {
		p.Latest = Revision{Number: p.Latest.Number + 1, CreatedAt: now}
	}
	p.Latest.Definition = definition.Normalised()
	return p.changed(now), nil
}

// Publish puts a revision in force and freezes it. It also ends a pause.
func (p Playbook) Publish(revision Revision, now time.Time) (Playbook, Revision, error) {
	if err := p.alive("published"); err != nil {
		return p, revision, err
	}
	if !revision.Frozen() {
		revision.FrozenAt = now
	}
	if revision.Number == p.Latest.Number {
		p.Latest = revision
	}
	p.InForce, p.Status, p.PauseReason = revision.Number, StatusPublished, ""
	return p.changed(now), revision, nil
}

// Pause takes a published playbook out of force until it is resumed.
func (p Playbook) Pause(reason string, now time.Time) (Playbook, error) {
	if p.Status != StatusPublished {
		return p, p.illegal("paused", StatusPublished)
	}
	p.Status, p.PauseReason = StatusPaused, reason
	return p.changed(now), nil
}

// Resume puts a paused playbook back in force.
func (p Playbook) Resume(now time.Time) (Playbook, error) {
	if p.Status != StatusPaused {
		return p, p.illegal("resumed", StatusPaused)
	}
	p.Status, p.PauseReason = StatusPublished, ""
	return p.changed(now), nil
}

// Deprecate takes a playbook out of force for good.
func (p Playbook) Deprecate(now time.Time) (Playbook, error) {
	if err := p.alive("deprecated"); err != nil {
		return p, err
	}
	p.Status, p.PauseReason = StatusDeprecated, ""
	return p.changed(now), nil
}

// Expect refuses a caller who knows another version than the present one
// (If-Match). 0 expects nothing.
func (p Playbook) Expect(version int64) error {
	if version == 0 || version == p.Version {
		return nil
	}
	return fault.New(fault.Stale, fault.VersionMismatch,
		"the playbook has changed since; read it again and repeat with its new ETag")
}

func (p Playbook) changed(now time.Time) Playbook {
	p.Version++
	p.UpdatedAt = now
	return p
}

func (p Playbook) alive(verb string) error {
	if p.Status == StatusDeprecated {
		return fault.New(fault.Conflict, "PLAYBOOK_DEPRECATED", "a deprecated playbook cannot be "+verb)
	}
	return nil
}

func (p Playbook) illegal(verb string, wanted Status) error {
	return fault.New(fault.Conflict, "PLAYBOOK_STATUS",
		"only a "+string(wanted)+" playbook can be "+verb+"; this one is "+string(p.Status))
}

// ETag answers the version as an entity tag.
func (p Playbook) ETag() string { return `"` + strconv.FormatInt(p.Version, 10) + `"` }
