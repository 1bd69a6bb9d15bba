package ports

import (
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

// MaintainPartitions asks for the partitions of the coming weeks.
type MaintainPartitions struct{}

// Kind implements Job.
func (MaintainPartitions) Kind() string { return "maintain_partitions" }
