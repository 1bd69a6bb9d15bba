package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// dual commits a decision for ada of acme, of which only one action demands two people.
func (w *world) dual() (dual, plain id.UUID) {
	w.t.Helper()
	sample := portstest.Branched("acme", 1, portstest.Noon())
	other := sample.Actions[0]
	other.ID = sample.ID.Branch(2)
	sample.Actions = append(sample.Actions, other)
	sample.Actions[0].RequiresDualChannel = true
	w.commit(portstest.DecisionSet(sample, nil))
	w.commit(portstest.ApprovalSet(sample, 1, portstest.SampleStep("ada", 20)))
	return sample.Actions[0].ID, other.ID
}

func approver(owner tenant.ID) actor.Caller {
	caller := someone(owner, "lee")
	caller.Actor.Roles = []string{actor.RoleApprover}
	return caller
}

func TestAnApprovalIsReadByItsActorApproversAndAdminsAsItStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dual, plain := w.dual()
	approvals := application.Chain("get_approval", query.NewApprovals(w.store, w.clock).Get)
	get := func(by actor.Caller, of id.UUID) (approval.Status, error) {
		return approvals.Do(t.Context(), query.GetApproval{Caller: by, ActionID: of})
	}
	for _, want := range []approval.State{approval.FirstApproved, approval.Expired} {
		for _, by := range []actor.Caller{someone("acme", "ada"), approver("acme"), admin("acme")} {
			read, err := get(by, dual)
			require.NoError(t, err)
			require.Equal(t, want, read.State)
			require.Equal(t, approval.Steps{portstest.SampleStep("ada", 20)}, read.Steps)
		}
		w.clock.Advance(approval.Life)
	}
	_, err := get(reader("acme"), dual)
	requireFault(t, err, fault.Forbidden, "ROLE_REQUIRED")
	for _, by := range []actor.Caller{someone("other", "ada"), approver("other"), admin("other")} {
		_, err := get(by, dual)
		requireFault(t, err, fault.NotFound, "NOT_FOUND")
	}
	for _, of := range []id.UUID{plain, {1}} {
		_, err := get(someone("acme", "ada"), of)
		requireFault(t, err, fault.NotFound, "NOT_FOUND")
	}
}
