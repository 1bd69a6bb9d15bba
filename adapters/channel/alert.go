package channel

import (
	"cmp"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// alert is the message in the terms of an alert manager (downstream.md, Delivery,
// ALERTING_FORMAT=alerts).
type alert struct {
	AlertID      id.UUID   `json:"alert_id"`
	TenantID     string    `json:"tenant_id"`
	SourceModule string    `json:"source_module"`
	Plane        string    `json:"plane"`
	Environment  string    `json:"environment"`
	ComponentID  string    `json:"component_id"`
	Severity     string    `json:"severity"`
	Category     string    `json:"category"`
	Summary      string    `json:"summary"`
	StartedAt    time.Time `json:"started_at"`
	DedupKey     string    `json:"dedup_key"`
	Links        []string  `json:"links"`
}

func alertOf(m *delivery.Message) alert {
	shown := alertPayload{}
	if m.Presentation.Alert != nil {
		shown = alertPayload(*m.Presentation.Alert)
	}
	return alert{
		AlertID: m.ID, TenantID: string(m.TenantID), SourceModule: "mmm", Plane: "tenant",
		Environment: cmp.Or(m.Environment, "unspecified"), ComponentID: cmp.Or(m.RepoID, "unspecified"),
		Severity: m.Severity.String(), Category: string(m.Action.Type), Summary: joined(shown),
		StartedAt: m.DecidedAt.UTC(), DedupKey: m.ID.String(), Links: listed(m.Action.Payload.EvidenceLinks),
	}
}

func joined(shown alertPayload) string {
	if shown.Text == "" {
		return shown.Title
	}
	return shown.Title + ": " + shown.Text
}
