package command_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func operator() actor.Caller {
	return actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "olga", Type: actor.Human, Roles: []string{actor.RoleOperator}}}
}

// refuse gives a tenant so many receipts, each refused a minute after the one before,
// from noon on.
func (e *engine) refuse(t *testing.T, owner tenant.ID, count int) {
	t.Helper()
	chain := e.store.Receipts()
	for i := range count {
		sequence := int64(i) + 1
		link := receipt.Link{ReceiptID: portstest.SampleID(byte(sequence)), Sequence: sequence}
		from, err := chain.ReadCheckpoint(t.Context(), string(owner))
		require.NoError(t, err)
		heads, err := chain.ReadHeads(t.Context(), []tenant.ID{owner})
		require.NoError(t, err)
		require.NoError(t, chain.Append(t.Context(), ports.ChainSegment{
			Follower: string(owner), From: from, To: event.Position{Transaction: 1, Number: sequence},
			Tenants: []ports.TenantSegment{{TenantID: owner, From: heads[owner], Links: []receipt.Link{link}}},
		}))
		require.NoError(t, chain.MarkEmitted(t.Context(), ports.EmissionProgress{
			TenantID: owner, From: int64(i), To: sequence, At: noon.Add(time.Duration(i) * time.Minute),
			Refused: []ports.RefusedReceipt{{Sequence: sequence, ReceiptID: link.ReceiptID, Reason: "answered 422"}},
		}))
	}
}

// requeued answers what waits to be sent again.
func (e *engine) requeued(t *testing.T, owner tenant.ID) []int64 {
	t.Helper()
	rows, err := e.store.Receipts().ReadRequeued(t.Context(), "", 100, 100)
	require.NoError(t, err)
	var sequences []int64
	for _, row := range rows {
		if row.TenantID == owner {
			sequences = append(sequences, row.Link.Sequence)
		}
	}
	return sequences
}

func redrive(span ports.Span) command.RedriveReceipts {
	return command.RedriveReceipts{Caller: operator(), State: receipt.Failed, Span: span}
}

func TestOnlyAnOperatorRedrives(t *testing.T) {
	t.Parallel()
	require.NoError(t, redrive(ports.Span{}).Authorise())
	for _, caller := range []actor.Caller{kim(), agent(), admin()} {
		requireCode(t, command.RedriveReceipts{Caller: caller, State: receipt.Failed}.Authorise(), "ROLE_REQUIRED")
	}
}

func TestRefusedReceiptsOfTheTenantAreSentAgain(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.refuse(t, "acme", 3)
	e.refuse(t, "rival", 2)

	done, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{}))

	require.NoError(t, err)
	require.Equal(t, 3, done.Requeued)
	require.NotEmpty(t, done.Token)
	require.Equal(t, []int64{1, 2, 3}, e.requeued(t, "acme"))
	require.Empty(t, e.requeued(t, "rival"))
}

func TestOnlyWhatWasRefusedInTheSpanIsSentAgain(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.refuse(t, "acme", 4)

	done, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{From: noon.Add(time.Minute), To: noon.Add(3 * time.Minute)}))

	require.NoError(t, err)
	require.Equal(t, 2, done.Requeued)
	require.Equal(t, []int64{2, 3}, e.requeued(t, "acme"))
}

func TestRedrivingLeavesAReceiptAnEventAndAnAuditEntry(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.refuse(t, "acme", 3)
	_, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{From: noon}))
	require.NoError(t, err)

	happened, entries := e.store.Events("acme"), e.store.Audit("acme")
	require.Len(t, happened, 1)
	require.Equal(t, event.ReceiptsRedriven, happened[0].Name)
	body, kept := e.store.ReceiptBody("acme", happened[0].ReceiptID)
	require.True(t, kept)
	require.NotContains(t, body, "olga")
	require.Contains(t, body, `"requeued":3`)
	require.Len(t, entries, 1)
	require.Equal(t, "olga", entries[0].AdminID)
	require.Equal(t, "receipts.redrive", entries[0].Action)
	said := map[string]any{}
	for _, member := range entries[0].After {
		said[member.Name] = member.Value
	}
	require.Equal(t, map[string]any{
		"first_sequence": int64(1), "last_sequence": int64(3), "requeued": 3, "from": "2026-03-02T12:00:00Z",
	}, said)
}

func TestNothingToRedriveLeavesNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.refuse(t, "acme", 2)
	_, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{}))
	require.NoError(t, err)

	again, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{}))

	require.NoError(t, err)
	require.Zero(t, again)
	require.Len(t, e.store.Audit("acme"), 1)
	require.Len(t, e.store.Events("acme"), 1)
}

func TestWhatCannotBeRedrivenIsSaid(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.refuse(t, "acme", 1)
	later := ports.Span{From: noon.Add(time.Second), To: noon}
	for name, c := range map[string]struct {
		use   command.RedriveReceipts
		paths []string
	}{
		"another state":  {command.RedriveReceipts{Caller: operator(), State: receipt.Emitted}, []string{"status"}},
		"no state":       {command.RedriveReceipts{Caller: operator()}, []string{"status"}},
		"a turned span":  {redrive(later), []string{"from"}},
		"both are wrong": {command.RedriveReceipts{Caller: operator(), Span: later}, []string{"status", "from"}},
	} {
		_, err := e.receipts.Redrive(t.Context(), c.use)
		refusal, ok := errors.AsType[*fault.Error](err)
		require.True(t, ok, name)
		require.Equal(t, fault.Invalid, refusal.Kind)
		var paths []string
		for _, problem := range refusal.Problems {
			paths = append(paths, problem.Path)
		}
		require.Equal(t, c.paths, paths, name)
	}
	require.Empty(t, e.requeued(t, "acme"))
	done, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{From: noon, To: noon}))
	require.NoError(t, err, "an empty span is a span")
	require.Zero(t, done.Requeued)
}

func TestWhatAnotherRedriveTookIsNotClaimedAgain(t *testing.T) {
	t.Parallel()
	for name, theirs := range map[string][]int64{"some of it": {1, 3}, "all of it": {1, 2, 3}} {
		e := newEngine(t)
		e.refuse(t, "acme", 3)
		taken := false
		e.faulty.before = func() error {
			if taken {
				return nil
			}
			taken = true
			return e.store.Receipts().Redrive("acme", noon, theirs...)
		}
		done, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{}))
		require.NoError(t, err, name)
		require.Equal(t, 3-len(theirs), done.Requeued, name)
		require.Equal(t, []int64{1, 2, 3}, e.requeued(t, "acme"), name)
		require.Len(t, e.store.Audit("acme"), min(1, done.Requeued), name)
	}
}

func TestALostRaceIsRedrivenAnew(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.refuse(t, "acme", 2)
	losses := 2
	e.faulty.before = func() error {
		if losses == 0 {
			return nil
		}
		losses--
		return fault.New(fault.Stale, "STALE", "another one was faster")
	}
	done, err := e.receipts.Redrive(t.Context(), redrive(ports.Span{}))
	require.NoError(t, err)
	require.Equal(t, 2, done.Requeued)

	e.faulty.before = func() error { return fault.New(fault.Unavailable, "DOWN", "the store is down") }
	e.refuse(t, "other", 1)
	away := redrive(ports.Span{})
	away.Caller.TenantID = "other"
	done, err = e.receipts.Redrive(context.WithoutCancel(t.Context()), away)
	require.Equal(t, fault.Unavailable, fault.Of(err))
	require.Zero(t, done)
}
