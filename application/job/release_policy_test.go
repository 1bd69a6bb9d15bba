package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// governor is a policy service and its gold standards.
type governor struct {
	ruling    policy.Ruling
	stale     bool
	standards []policy.Standard
	err       error
	asked     []ports.PolicyQuestion
	epochs    []int64
}

func (g *governor) EvaluatePolicy(_ context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	g.asked = append(g.asked, question)
	return ports.PolicyAnswer{Ruling: g.ruling, Stale: g.stale, Epoch: question.Epoch}, g.err
}

func (g *governor) ReadStandards(_ context.Context, _ tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	g.epochs = append(g.epochs, epoch)
	return ports.StandardsAnswer{Standards: g.standards, Epoch: epoch}, g.err
}

// governed releases what waits under the governor.
func (n *night) governed(waiting delivery.Deferred, rules ports.PolicyService, standards ports.GoldStandards) (job.Released, error) {
	n.t.Helper()
	reader := job.NewGoverned(n.store, job.Governors{Policy: rules, Standards: standards})
	return job.NewReleaser(reader, action.Surfaces(), n.store, n.clock, &memory.IDs{}).Release(n.t.Context(), releaseOf(waiting))
}

func forbidding() []policy.Standard {
	return []policy.Standard{{ID: "gs", Version: "1", Rules: []policy.ComplianceRule{{Forbid: action.Types()}}}}
}

func TestAReleaseAsksThePolicyServiceAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says      governor
		ruled     bool
		standards bool
		sent      int
	}{
		"allowed by both":       {says: governor{ruling: policy.Ruling{Allowed: true}}, ruled: true, standards: true, sent: 1},
		"allowed, a while ago":  {says: governor{ruling: policy.Ruling{Allowed: true}, stale: true}, ruled: true, sent: 1},
		"forbidden":             {says: governor{}, ruled: true},
		"forbidden by standard": {says: governor{ruling: policy.Ruling{Allowed: true}, standards: forbidding()}, ruled: true, standards: true},
		"standards only":        {says: governor{standards: forbidding()}, standards: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNight(t)
			waits := n.wait(portstest.Overnight("acme", 1, false))[0]
			var rules ports.PolicyService
			var standards ports.GoldStandards
			if c.ruled {
				rules = &c.says
			}
			if c.standards {
				standards = &c.says
			}
			released, err := n.governed(waits, rules, standards)
			require.NoError(t, err)
			require.Equal(t, c.sent, released.Sent)
			if c.sent == 0 {
				require.Equal(t, []delivery.Dropped{{Deferred: waits, Result: delivery.Withheld}}, released.Dropped)
			}
		})
	}
}

// Each is asked about what it was decided for, after every invalidation so far.
func TestAllOfADigestAreRuledOn(t *testing.T) {
	t.Parallel()
	n, says := newNight(t), &governor{ruling: policy.Ruling{Allowed: true}}
	_, err := n.store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", At: portstest.Noon(), PolicyInvalidated: true})
	require.NoError(t, err)
	first, second := portstest.Overnight("acme", 1, true), portstest.Overnight("acme", 2, true)
	waits := n.wait(first, second)
	released, err := n.governed(waits[0], says, says)
	require.NoError(t, err)
	require.Equal(t, 2, released.Sent)
	require.Equal(t, []ports.PolicyQuestion{
		{TenantID: "acme", Situation: first.Situation(), Epoch: 1}, {TenantID: "acme", Situation: second.Situation(), Epoch: 1},
	}, says.asked)
	require.Equal(t, []int64{1, 1}, says.epochs)
}

func TestWhatCannotBeRuledOnWaitsOn(t *testing.T) {
	t.Parallel()
	n, says := newNight(t), &governor{ruling: policy.Ruling{Allowed: true}, err: errors.New("away")}
	waits := n.wait(portstest.Overnight("acme", 1, false))[0]
	_, err := n.governed(waits, says, says)
	require.ErrorIs(t, err, says.err)
	_, err = n.governed(waits, nil, says)
	require.ErrorIs(t, err, says.err)
	require.Contains(t, n.store.Deferred("acme"), waits.ID)
	says.err = nil
	released, err := n.governed(waits, says, says)
	require.NoError(t, err)
	require.Equal(t, 1, released.Sent)
}

// late is a data governance service by which it is still night.
type late struct{ err error }

func (l late) ReadGovernance(context.Context, tenant.ID) (tenant.Governance, error) {
	return tenant.Governance{QuietHours: &tenant.GovernedHours{Start: 22, End: 7}}, l.err
}

func TestAReleaseObeysTheQuietHoursOfGovernanceWhereThereAreNoOwn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says late
		sent int
	}{"quiet on": {late{}, 0}, "away": {late{errors.New("away")}, 1}} {
		n := newNight(t)
		lasting := portstest.Overnight("acme", 1, false)
		lasting.Actions[0].ExpiresAt = portstest.Morning().Add(2 * time.Hour)
		waits := n.wait(lasting)[0]
		reader := job.NewGoverned(n.store, job.Governors{Governance: c.says})
		released, err := job.NewReleaser(reader, action.Surfaces(), n.store, n.clock, &memory.IDs{}).Release(t.Context(), releaseOf(waits))
		require.NoError(t, err, name)
		require.Equal(t, c.sent, released.Sent, name)
		require.Equal(t, c.sent == 0, released.Again.Equal(portstest.Morning().Add(time.Hour)), name)
	}
}
