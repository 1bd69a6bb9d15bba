package ports

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// EvaluateSignal asks for the decision of an accepted signal.
type EvaluateSignal struct {
	TenantID tenant.ID `json:"tenant_id"`
	SignalID string    `json:"signal_id"`
}

// Kind implements Job.
func (EvaluateSignal) Kind() string { return "evaluate_signal" }

// DeliverAction asks for one delivery of an action.
type DeliverAction struct {
	TenantID   tenant.ID `json:"tenant_id"`
	DeliveryID id.UUID   `json:"delivery_id"`
}

// Kind implements Job.
func (DeliverAction) Kind() string { return "deliver_action" }

// ReleaseAction asks for the release of a delivery that waits for quiet hours to end.
type ReleaseAction struct {
	TenantID   tenant.ID `json:"tenant_id"`
	DeliveryID id.UUID   `json:"delivery_id"`
}

// Kind implements Job.
func (ReleaseAction) Kind() string { return "release_action" }

// DeliverDigest asks for the delivery of a digest.
type DeliverDigest struct {
	TenantID tenant.ID `json:"tenant_id"`
	DigestID id.UUID   `json:"digest_id"`
}

// Kind implements Job.
func (DeliverDigest) Kind() string { return "deliver_digest" }

// Scheduled is a job that does not start before its time. The time is no part of it.
type Scheduled struct {
	Job

	At time.Time
}

// MaintainPartitions asks for the partitions of the coming weeks.
type MaintainPartitions struct{}

// Kind implements Job.
func (MaintainPartitions) Kind() string { return "maintain_partitions" }
