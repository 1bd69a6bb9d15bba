package tenant

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

// Policy is what a tenant's admins allow (product.md, Tenant policy).
type Policy struct {
	// Revision counts the changes; 0 means that the tenant never set one.
	Revision int64
	// EnabledSurfaces and EnabledActionTypes are what may be used at all.
	EnabledSurfaces    []action.Surface
	EnabledActionTypes []action.Type
	// Quotas bound what one actor is shown.
	Quotas     Quotas
	QuietHours QuietHours
	// MaxActionsPerDecision bounds one answer.
	MaxActionsPerDecision int
	// SafetyCritical tenants get nothing while their policy is not fresh.
	SafetyCritical bool
}

// Quotas are an actor's budget over all playbooks, each within the last 24 hours or
// the last hour (product.md, Attention budget).
type Quotas struct {
	MaxActionsPerDay, MaxActionsPerHour int
	// MaxAlertsPerDay bounds actions that go to the alert surface.
	MaxAlertsPerDay int
	// MaxBypassesPerDay bounds actions that interrupt quiet hours.
	MaxBypassesPerDay int
}

// DefaultPolicy is in force until a tenant sets its own.
func DefaultPolicy() Policy {
	return Policy{
		EnabledSurfaces:       action.Surfaces(),
		EnabledActionTypes:    action.Types(),
		Quotas:                Quotas{MaxActionsPerDay: 10, MaxActionsPerHour: 3, MaxAlertsPerDay: 2, MaxBypassesPerDay: 1},
		QuietHours:            QuietHours{Start: 22, End: 6, Zone: time.UTC, AppliesTo: QuietPush},
		MaxActionsPerDecision: 3,
	}
}

// AllowsSurface reports whether the tenant uses the surface.
func (p Policy) AllowsSurface(surface action.Surface) bool {
	return slices.Contains(p.EnabledSurfaces, surface)
}

// AllowsType reports whether the tenant uses the type of action.
func (p Policy) AllowsType(kind action.Type) bool {
	return slices.Contains(p.EnabledActionTypes, kind)
}

// Canonical answers the policy as a document, for its hash and its storage.
func (p Policy) Canonical() canonical.Object {
	return canonical.Object{
		{Name: "enabled_action_types", Value: texts(p.EnabledActionTypes)},
		{Name: "enabled_surfaces", Value: texts(p.EnabledSurfaces)},
		{Name: "max_actions_per_decision", Value: p.MaxActionsPerDecision},
		{Name: "quiet_hours", Value: canonical.Object{
			{Name: "applies_to", Value: string(p.QuietHours.AppliesTo)},
			{Name: "end", Value: p.QuietHours.End},
			{Name: "start", Value: p.QuietHours.Start},
			{Name: "time_zone", Value: p.QuietHours.zone().String()},
		}},
		{Name: "quotas", Value: canonical.Object{
			{Name: "max_actions_per_day", Value: p.Quotas.MaxActionsPerDay},
			{Name: "max_actions_per_hour", Value: p.Quotas.MaxActionsPerHour},
			{Name: "max_alerts_per_day", Value: p.Quotas.MaxAlertsPerDay},
			{Name: "max_bypasses_per_day", Value: p.Quotas.MaxBypassesPerDay},
		}},
		{Name: "revision", Value: p.Revision},
		{Name: "safety_critical", Value: p.SafetyCritical},
	}
}

// policyDocument mirrors Canonical for reading it back.
type policyDocument struct {
	EnabledActionTypes    []action.Type    `json:"enabled_action_types"`
	EnabledSurfaces       []action.Surface `json:"enabled_surfaces"`
	MaxActionsPerDecision int              `json:"max_actions_per_decision"`
	QuietHours            struct {
		AppliesTo QuietScope `json:"applies_to"`
		End       int        `json:"end"`
		Start     int        `json:"start"`
		Zone      string     `json:"time_zone"`
	} `json:"quiet_hours"`
	Quotas struct {
		PerDay         int `json:"max_actions_per_day"`
		PerHour        int `json:"max_actions_per_hour"`
		AlertsPerDay   int `json:"max_alerts_per_day"`
		BypassesPerDay int `json:"max_bypasses_per_day"`
	} `json:"quotas"`
	Revision       int64 `json:"revision"`
	SafetyCritical bool  `json:"safety_critical"`
}

// Zones finds a time zone by its IANA name. Where the rules of zones are kept is the
// machine's business.
type Zones func(name string) (*time.Location, error)

// PolicyFromDocument rehydrates a kept policy; the empty document is the default
// policy. It validates nothing but the time zone, which must still be known.
func PolicyFromDocument(text string, zones Zones) (Policy, error) {
	if text == "" {
		return DefaultPolicy(), nil
	}
	var doc policyDocument
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return Policy{}, fmt.Errorf("read a kept tenant policy: %w", err)
	}
	zone, err := zones(doc.QuietHours.Zone)
	if err != nil {
		return Policy{}, fmt.Errorf("read a kept tenant policy: %w", err)
	}
	return Policy{
		Revision: doc.Revision, EnabledSurfaces: doc.EnabledSurfaces, EnabledActionTypes: doc.EnabledActionTypes,
		Quotas: Quotas{
			MaxActionsPerDay: doc.Quotas.PerDay, MaxActionsPerHour: doc.Quotas.PerHour,
			MaxAlertsPerDay: doc.Quotas.AlertsPerDay, MaxBypassesPerDay: doc.Quotas.BypassesPerDay,
		},
		QuietHours: QuietHours{
			Start: doc.QuietHours.Start, End: doc.QuietHours.End, Zone: zone, AppliesTo: doc.QuietHours.AppliesTo,
		},
		MaxActionsPerDecision: doc.MaxActionsPerDecision, SafetyCritical: doc.SafetyCritical,
	}, nil
}

func texts[T ~string](list []T) []string {
	result := make([]string, len(list))
	for i, item := range list {
		result[i] = string(item)
	}
	return result
}
