package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// MaxRedrive is how many receipts one command has sent again: more would hold one
// transaction for long. The next command takes the rest.
const MaxRedrive = 100_000

// RedriveReceipts has the tenant's refused receipts sent again (api.md, POST
// /receipts/redrive).
type RedriveReceipts struct {
	Keyed

	Caller actor.Caller
	// State of the receipts that are meant; only failed ones can be redriven.
	State receipt.State
	// Span is when they were refused last.
	Span ports.Span
}

// ReceiptsRedriven is the answer.
type ReceiptsRedriven struct {
	Committed

	// Requeued counts the receipts that wait again, MaxRedrive at most.
	Requeued int
}

// Authorise implements application.Use.
func (c RedriveReceipts) Authorise() error { return c.Caller.RequireOperator() }

// ReceiptHandler carries out RedriveReceipts.
type ReceiptHandler struct {
	refusals ports.RefusalReader
	store    ports.Store
	admin    Administration
}

// NewReceiptHandler makes the handler.
func NewReceiptHandler(refusals ports.RefusalReader, store ports.Store, admin Administration) *ReceiptHandler {
	return &ReceiptHandler{refusals: refusals, store: store, admin: admin}
}

// Redrive carries out RedriveReceipts. Where there is nothing to redrive, nothing is
// written. Repeating it is safe: what waits already is passed over. Of concurrent ones
// each answers, and evidences, what it requeued itself: who lost a receipt to another
// reads again.
func (h *ReceiptHandler) Redrive(ctx context.Context, c RedriveReceipts) (ReceiptsRedriven, error) {
	if problems := c.problems(); len(problems) > 0 {
		return ReceiptsRedriven{}, fault.InvalidInput(problems)
	}
	return anew(func() (ReceiptsRedriven, error) {
		refused, err := h.refusals.ReadRefused(ctx, c.Caller.TenantID, c.Span, MaxRedrive)
		if err != nil {
			return ReceiptsRedriven{}, err
		}
		if len(refused) == 0 {
			return settle(ctx, h.store, h.admin.clock.Now(), c.Keyed, ReceiptsRedriven{})
		}
		return h.requeue(ctx, c, refused)
	})
}

func (c RedriveReceipts) problems() []fault.Problem {
	var problems []fault.Problem
	if c.State != receipt.Failed {
		problems = append(problems, fault.Problem{Path: "status", Message: "must be failed: no other receipts can be redriven"})
	}
	if !c.Span.To.IsZero() && c.Span.From.After(c.Span.To) {
		problems = append(problems, fault.Problem{Path: "from", Message: "must not be after to"})
	}
	return problems
}

func (h *ReceiptHandler) requeue(ctx context.Context, c RedriveReceipts, refused []int64) (ReceiptsRedriven, error) {
	set, err := h.admin.writes(ctx, mutation{
		caller: c.Caller, at: h.admin.clock.Now(), action: "receipts.redrive", resource: "receipts/failed",
		event: event.ReceiptsRedriven, after: redriven(c, refused),
	})
	if err != nil {
		return ReceiptsRedriven{}, err
	}
	set.Redrive = refused
	return commit(ctx, h.store, set, c.Keyed, ReceiptsRedriven{Requeued: len(refused)})
}

// redriven answers what the evidence says: which receipts, by number and bounds.
func redriven(c RedriveReceipts, refused []int64) canonical.Object {
	state := canonical.Object{
		{Name: "first_sequence", Value: refused[0]}, {Name: "last_sequence", Value: refused[len(refused)-1]},
		{Name: "requeued", Value: len(refused)},
	}
	return append(append(state, given("from", c.Span.From)...), given("to", c.Span.To)...)
}

// given answers nothing for an open end.
func given(name string, end time.Time) canonical.Object {
	if end.IsZero() {
		return nil
	}
	return canonical.Object{{Name: name, Value: end.UTC().Format(time.RFC3339Nano)}}
}
