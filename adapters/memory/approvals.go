package memory

import (
	"context"
	"errors"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.ApprovalViews = (*Store)(nil)

var errOnePerson = errors.New("memory: one person cannot take both steps of an approval")

func (r *tenantRows) writeApproval(set ports.WriteSet) error {
	if set.Approval == nil {
		return nil
	}
	key, step := set.Approval.ActionID, set.Approval.Step
	taken := r.approvals[key]
	if set.Approval.Version != int64(len(taken)+1) || len(taken) > 1 {
		return stale("approval")
	}
	if len(taken) == 1 && taken[0].By == step.By {
		return errOnePerson
	}
	r.approvals[key] = append(slices.Clone(taken), step)
	return nil
}

// ViewApproval implements ports.ApprovalViews.
func (s *Store) ViewApproval(_ context.Context, owner tenant.ID, decisionID, actionID id.UUID) (ports.ApprovalView, error) {
	rows := s.rows(owner)
	decided, err := rows.kept(decisionID)
	return ports.ApprovalView{Decision: decided, Steps: slices.Clone(rows.approvals[actionID])}, err
}
