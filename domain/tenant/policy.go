package tenant

import (
	"slices"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/fault"
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
	Retention      Retention
	// LegalHold keeps everything, whatever the retention says.
	LegalHold bool
	// DesignatedApprovers are the ids of the actors who may give a second approval.
	DesignatedApprovers []string
}

// Quotas are an actor's budget over all playbooks, each within the last 24 hours or
// the last hour (product.md, Attention budget).
type Quotas struct {
	MaxActionsPerDay  int `json:"max_actions_per_day"`
	MaxActionsPerHour int `json:"max_actions_per_hour"`
	// MaxAlertsPerDay bounds actions that go to the alert surface.
	MaxAlertsPerDay int `json:"max_alerts_per_day"`
	// MaxBypassesPerDay bounds actions that interrupt quiet hours.
	MaxBypassesPerDay int `json:"max_bypasses_per_day"`
}

// Retention is how many days things are kept (product.md, Retention).
type Retention struct {
	DecisionsDays int `json:"decisions_days"`
	OutcomesDays  int `json:"outcomes_days"`
}

// DefaultPolicy is in force until a tenant sets its own.
func DefaultPolicy() Policy {
	return Policy{
		EnabledSurfaces:       action.Surfaces(),
		EnabledActionTypes:    action.Types(),
		Quotas:                Quotas{MaxActionsPerDay: 10, MaxActionsPerHour: 3, MaxAlertsPerDay: 2, MaxBypassesPerDay: 1},
		QuietHours:            QuietHours{Start: 22, End: 6, Zone: time.UTC, AppliesTo: QuietPush},
		MaxActionsPerDecision: 3,
		Retention:             Retention{DecisionsDays: 90, OutcomesDays: 365},
		DesignatedApprovers:   []string{},
	}
}

// ETag names the revision as an HTTP entity tag; that of the defaults is 0.
func (p Policy) ETag() string { return `"` + strconv.FormatInt(p.Revision, 10) + `"` }

// Expect answers a Stale fault when the policy is at another revision than the one
// that a caller knows; nil is any.
func (p Policy) Expect(revision *int64) error {
	if revision == nil || *revision == p.Revision {
		return nil
	}
	return fault.New(fault.Stale, fault.VersionMismatch,
		"the policy has changed since; read it again and repeat with its new ETag")
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
		{Name: "designated_approvers", Value: texts(p.DesignatedApprovers)},
		{Name: "enabled_action_types", Value: texts(p.EnabledActionTypes)},
		{Name: "enabled_surfaces", Value: texts(p.EnabledSurfaces)},
		{Name: "legal_hold", Value: p.LegalHold},
		{Name: "max_actions_per_decision", Value: p.MaxActionsPerDecision},
		{Name: "quiet_hours", Value: canonical.Object{
			{Name: "applies_to", Value: string(p.QuietHours.scope())},
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
		{Name: "retention", Value: canonical.Object{
			{Name: "decisions_days", Value: p.Retention.DecisionsDays},
			{Name: "outcomes_days", Value: p.Retention.OutcomesDays},
		}},
		{Name: "revision", Value: p.Revision},
		{Name: "safety_critical", Value: p.SafetyCritical},
	}
}

func texts[T ~string](list []T) []string {
	result := make([]string, len(list))
	for i, item := range list {
		result[i] = string(item)
	}
	return result
}
