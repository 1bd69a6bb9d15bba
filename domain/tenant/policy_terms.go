package tenant

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

// PolicyTerms are a policy as its admins write it (openapi.yaml, TenantPolicy): all of
// Policy but the revision, with the time zone by its name.
type PolicyTerms struct {
	DesignatedApprovers   []string         `json:"designated_approvers"`
	EnabledActionTypes    []action.Type    `json:"enabled_action_types"`
	EnabledSurfaces       []action.Surface `json:"enabled_surfaces"`
	LegalHold             bool             `json:"legal_hold"`
	MaxActionsPerDecision int              `json:"max_actions_per_decision"`
	QuietHours            QuietTerms       `json:"quiet_hours"`
	Quotas                Quotas           `json:"quotas"`
	Retention             Retention        `json:"retention"`
	SafetyCritical        bool             `json:"safety_critical"`
}

// QuietTerms are quiet hours as they are written.
type QuietTerms struct {
	AppliesTo QuietScope `json:"applies_to"`
	End       int        `json:"end"`
	Start     int        `json:"start"`
	// TimeZone is an IANA name.
	TimeZone string `json:"time_zone"`
}

// Zones finds a time zone by its IANA name. Where the rules of zones are kept is the
// machine's business.
type Zones func(name string) (*time.Location, error)

// DefaultTerms are those of DefaultPolicy. What a document leaves out is read over
// them, so that an absent field has its default.
func DefaultTerms() PolicyTerms { return DefaultPolicy().Terms() }

// Terms answers the policy as it is written. Its lists are never nil.
func (p Policy) Terms() PolicyTerms {
	return PolicyTerms{
		DesignatedApprovers: append([]string{}, p.DesignatedApprovers...),
		EnabledActionTypes:  append([]action.Type{}, p.EnabledActionTypes...),
		EnabledSurfaces:     append([]action.Surface{}, p.EnabledSurfaces...),
		LegalHold:           p.LegalHold, MaxActionsPerDecision: p.MaxActionsPerDecision,
		QuietHours: QuietTerms{
			AppliesTo: p.QuietHours.scope(), End: p.QuietHours.End, Start: p.QuietHours.Start,
			TimeZone: p.QuietHours.zone().String(),
		},
		Quotas: p.Quotas, Retention: p.Retention, SafetyCritical: p.SafetyCritical,
	}
}

// Policy answers the terms as the given revision of a policy. It fails only where the
// time zone is not known; whether the terms make sense is package policy's to say.
func (t PolicyTerms) Policy(revision int64, zones Zones) (Policy, error) {
	zone, err := zones(t.QuietHours.TimeZone)
	if err != nil {
		return Policy{}, fmt.Errorf("find the time zone of a tenant policy: %w", err)
	}
	return Policy{
		Revision: revision, EnabledSurfaces: t.EnabledSurfaces, EnabledActionTypes: t.EnabledActionTypes, Quotas: t.Quotas,
		QuietHours: QuietHours{
			Start: t.QuietHours.Start, End: t.QuietHours.End, Zone: zone, AppliesTo: t.QuietHours.AppliesTo,
		},
		MaxActionsPerDecision: t.MaxActionsPerDecision, SafetyCritical: t.SafetyCritical,
		Retention: t.Retention, LegalHold: t.LegalHold, DesignatedApprovers: t.DesignatedApprovers,
	}, nil
}

// PolicyFromDocument rehydrates a kept policy, as Canonical wrote it; the empty
// document is the default policy. A field that was not there when it was written has
// its default. It validates nothing but the time zone, which must still be known.
func PolicyFromDocument(text string, zones Zones) (Policy, error) {
	if text == "" {
		return DefaultPolicy(), nil
	}
	kept := struct {
		PolicyTerms

		Revision int64 `json:"revision"`
	}{PolicyTerms: DefaultTerms()}
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return Policy{}, fmt.Errorf("read a kept tenant policy: %w", err)
	}
	return kept.Policy(kept.Revision, zones)
}
