package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// leftovers are the rows of one actor, by part. What happened is in order.
type leftovers struct {
	left     map[erasure.Part]int64
	named    []string
	happened []string
	since    time.Time
	// running holds back settling: somebody who does not know can still write.
	running bool
	err     error
}

func (l *leftovers) Erase(_ context.Context, _ *erasure.Erasure, part erasure.Part, limit int) (int64, error) {
	gone := min(l.left[part], int64(limit))
	if gone > 0 {
		l.happened = append(l.happened, string(part))
	}
	l.left[part] -= gone
	return gone, l.err
}

func (l *leftovers) ForgetRef(context.Context, *erasure.Erasure) error {
	l.happened = append(l.happened, "reference")
	return nil
}

func (l *leftovers) NamedSignals(context.Context, *erasure.Erasure) ([]string, error) {
	return l.named, nil
}

func (l *leftovers) CountJobs(context.Context, *erasure.Erasure, int64) error { return nil }

func (l *leftovers) Settle(_ context.Context, _ *erasure.Erasure, now time.Time, anew bool) (time.Time, bool, error) {
	if anew || l.since.IsZero() {
		l.since = now
	}
	return l.since, !l.running, nil
}

// signalJobs has one job a signal.
type signalJobs struct {
	running bool
	removed []string
}

func (j *signalJobs) ForgetSignals(_ context.Context, _ tenant.ID, ids []string) (int64, bool, error) {
	if !j.running {
		j.removed = append(j.removed, ids...)
	}
	return int64(len(j.removed)), j.running, nil
}

type heldTenants struct{ policy tenant.Policy }

func (h heldTenants) ReadTenants(context.Context, tenant.ID, int) ([]ports.RetainedTenant, error) {
	return nil, nil
}

func (h heldTenants) ReadTenant(_ context.Context, owner tenant.ID) (ports.RetainedTenant, error) {
	return ports.RetainedTenant{ID: owner, Policy: h.policy}, nil
}

// forgetting is an erasure of kim that was asked for.
type forgetting struct {
	t      *testing.T
	store  *memory.Store
	clock  *memory.Clock
	rows   *leftovers
	jobs   *signalJobs
	copies *memory.WindowCache
	policy tenant.Policy
	asked  erasure.Erasure
}

func newForgetting(t *testing.T) *forgetting {
	t.Helper()
	f := &forgetting{
		t: t, store: memory.NewStore(), clock: memory.NewClock(portstest.Noon()), rows: &leftovers{left: map[erasure.Part]int64{}},
		jobs: &signalJobs{}, copies: &memory.WindowCache{}, policy: tenant.DefaultPolicy(), asked: portstest.SampleErasure("acme", 1, "kim"),
	}
	_, err := f.store.Commit(t.Context(), portstest.ErasureSet(f.asked))
	require.NoError(t, err)
	require.NoError(t, f.copies.PutWindows(t.Context(), []ports.WindowCopy{{TenantID: "acme", Subject: "actor:kim", Window: portstest.SampleWindow(1, portstest.Noon())}}))
	return f
}

func (f *forgetting) run() (job.ErasureRun, error) {
	eraser := job.NewEraser(f.store, f.rows, f.jobs, f.copies, heldTenants{f.policy}, f.store, f.clock, &memory.IDs{})
	return eraser.Erase(f.t.Context(), ports.EraseActor{TenantID: "acme", ErasureID: f.asked.ID}, time.Minute)
}

func (f *forgetting) runs() job.ErasureRun {
	f.t.Helper()
	run, err := f.run()
	require.NoError(f.t, err)
	return run
}

func (f *forgetting) kept() erasure.Erasure {
	f.t.Helper()
	kept, err := f.store.ReadErasure(f.t.Context(), "acme", f.asked.ID)
	require.NoError(f.t, err)
	return kept
}

func (f *forgetting) copied() bool {
	f.t.Helper()
	_, found, err := f.copies.GetWindow(f.t.Context(), "acme", signal.SubjectOf("kim", ""))
	require.NoError(f.t, err)
	return found
}

func TestAnErasureEndsWhenNothingMoreWasFoundForAWhile(t *testing.T) {
	t.Parallel()
	f := newForgetting(t)
	f.rows.left = map[erasure.Part]int64{erasure.Decisions: 450, erasure.Signals: 1, erasure.Windows: 1}
	first := f.runs()
	require.Equal(t, int64(452), first.Removed)
	require.Equal(t, portstest.Noon().Add(erasure.Settle), first.Again)
	require.Equal(t, []string{"signals", "fatigue_windows", "decisions", "decisions", "decisions"}, f.rows.happened)
	require.Equal(t, erasure.Pending, f.kept().State)
	require.True(t, f.copied(), "somebody could still copy it")

	f.clock.Advance(erasure.Settle)
	f.rows.left[erasure.Windows] = 1 // of somebody who did not know yet
	again := f.runs()
	require.Equal(t, f.clock.Now().Add(erasure.Settle), again.Again, "it settles anew")

	f.clock.Advance(erasure.Settle)
	last := f.runs()
	require.Zero(t, last.Again)
	require.Equal(t, erasure.Completed, last.Erasure.State)
	require.Equal(t, last.Erasure, f.kept())
	require.Empty(t, f.kept().ActorID)
	require.False(t, f.copied())
	require.Equal(t, "reference", f.rows.happened[len(f.rows.happened)-1])
	f.evident("completed")
	require.Equal(t, job.ErasureRun{}, f.runs(), "what has ended needs nothing more")
}

// evident holds the end to its evidence.
func (f *forgetting) evident(state string) {
	f.t.Helper()
	happened := f.store.Events("acme")
	require.Len(f.t, happened, 1)
	require.Equal(f.t, event.ErasureEnded, happened[0].Name)
	body, kept := f.store.ReceiptBody("acme", happened[0].ReceiptID)
	require.True(f.t, kept)
	require.Contains(f.t, body, `"state":"`+state+`"`)
	require.NotContains(f.t, body, "kim")
}

func TestAnErasureWaitsForWhoeverDoesNotKnowOfIt(t *testing.T) {
	t.Parallel()
	f := newForgetting(t)
	f.rows.running = true
	f.runs()
	f.clock.Advance(erasure.Settle)
	require.Equal(t, f.clock.Now().Add(time.Second), f.runs().Again)
	require.Equal(t, erasure.Pending, f.kept().State)
	f.rows.running = false
	require.Equal(t, erasure.Completed, f.runs().Erasure.State)
}

func TestJobsThatNameAnActorsSignalGoBeforeTheSignals(t *testing.T) {
	t.Parallel()
	f := newForgetting(t)
	f.rows.named, f.jobs.running = []string{"kim-1"}, true
	f.rows.left[erasure.Signals] = 1
	waiting := f.runs()
	require.Equal(t, portstest.Noon().Add(time.Second), waiting.Again)
	require.Empty(t, f.rows.happened, "the signals tell which jobs they are")
	f.jobs.running = false
	require.Equal(t, int64(2), f.runs().Removed)
	require.Equal(t, []string{"kim-1"}, f.jobs.removed)
}

func TestAnErasureUnderLegalHoldRemovesNothingMore(t *testing.T) {
	t.Parallel()
	f := newForgetting(t)
	f.policy.LegalHold, f.rows.left[erasure.Decisions] = true, 3
	run := f.runs()
	require.Equal(t, erasure.Refused, run.Erasure.State)
	require.Empty(t, f.kept().ActorID, "and has forgotten whom it was about")
	require.Equal(t, int64(3), f.rows.left[erasure.Decisions])
	f.evident("refused")
}

func TestAnErasureThatFailsIsTriedAgainFromWhereItWas(t *testing.T) {
	t.Parallel()
	f := newForgetting(t)
	f.rows.left[erasure.Signals], f.rows.err = 1, errors.New("away")
	_, err := f.run()
	require.ErrorIs(t, err, f.rows.err)
	require.Equal(t, erasure.Pending, f.kept().State)
	f.rows.err = nil
	f.runs()
	f.clock.Advance(erasure.Settle)
	require.Equal(t, erasure.Completed, f.runs().Erasure.State)
}

func TestAnErasureNobodyKnowsNeedsNothing(t *testing.T) {
	t.Parallel()
	f := newForgetting(t)
	f.asked.ID[0]++
	require.Equal(t, job.ErasureRun{}, f.runs())
}
