package experiment

import (
	"reflect"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Status of an experiment (product.md, Experiments).
type Status string

// The states. Only an active one takes part in decisions.
const (
	Draft    Status = "draft"
	Active   Status = "active"
	Inactive Status = "inactive"
)

// Valid reports whether the status exists.
func (s Status) Valid() bool { return s == Draft || s == Active || s == Inactive }

// Experiment is the aggregate.
type Experiment struct {
	ID       Key
	TenantID tenant.ID
	Status   Status
	// Version counts every change, from 1; it is the ETag.
	Version              int64
	Definition           Definition
	CreatedAt, UpdatedAt time.Time
}

// New makes a draft of a valid definition.
func New(key Key, owner tenant.ID, definition Definition, now time.Time) Experiment {
	return Experiment{
		ID: key, TenantID: owner, Status: Draft, Version: 1, Definition: definition, CreatedAt: now, UpdatedAt: now,
	}
}

// Replace answers the experiment with another definition. While it is active only its
// name and description may differ: anything else would make what was measured before
// and after two things.
func (e Experiment) Replace(definition Definition, now time.Time) (Experiment, error) {
	if e.Status == Active && !e.Definition.sameTrial(definition) {
		return e, fault.New(fault.Conflict, "EXPERIMENT_ACTIVE",
			"of an active experiment only the name and the description can be changed; deactivate it first")
	}
	e.Definition = definition
	return e.changed(now), nil
}

// sameTrial reports whether nothing but the name and the description differs.
func (d Definition) sameTrial(other Definition) bool {
	d.Name, d.Description = other.Name, other.Description
	return reflect.DeepEqual(d.Normalised(), other.Normalised())
}

// Activate lets it take part in decisions. What it is about must have been checked
// against what is in force (ActivationProblems, Overlaps).
func (e Experiment) Activate(now time.Time) (Experiment, error) {
	if e.Status == Active {
		return e, fault.New(fault.Conflict, "EXPERIMENT_STATUS", "the experiment is active already")
	}
	e.Status = Active
	return e.changed(now), nil
}

// Deactivate ends its part in decisions.
func (e Experiment) Deactivate(now time.Time) (Experiment, error) {
	if e.Status != Active {
		return e, fault.New(fault.Conflict, "EXPERIMENT_STATUS",
			"only an active experiment can be deactivated; this one is "+string(e.Status))
	}
	e.Status = Inactive
	return e.changed(now), nil
}

// Expect refuses a caller who knows another version than the present one (If-Match). 0
// expects nothing.
func (e Experiment) Expect(version int64) error {
	if version == 0 || version == e.Version {
		return nil
	}
	return fault.New(fault.Stale, fault.VersionMismatch,
		"the experiment has changed since; read it again and repeat with its new ETag")
}

// ETag answers the version as an entity tag.
func (e Experiment) ETag() string { return `"` + strconv.FormatInt(e.Version, 10) + `"` }

func (e Experiment) changed(now time.Time) Experiment {
	e.Version++
	e.UpdatedAt = now
	return e
}
