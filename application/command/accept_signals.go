package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// AcceptSignals takes signals that nobody waits on (api.md, POST /signals).
type AcceptSignals struct {
	Keyed
	// SignalsRead are answered with the result, so that a replay tells them as they were.
	SignalsRead

	Caller actor.Caller
	// Signals stand in the request's order. A signal without a tenant is the caller's.
	Signals []signal.Signal
	// Alone says that the request is one signal: one that is not valid fails it.
	Alone bool
}

// SignalsRead is what the request had besides the signals that could be read.
type SignalsRead struct {
	// Places are those of the signals in the request; nil when they are all of it.
	Places []int
	// Unfit are the problems of the others, by their place.
	Unfit map[int][]fault.Problem
}

// SignalsAccepted says what became of each.
type SignalsAccepted struct {
	Committed
	SignalsRead

	// Accepted counts repeats too: they are the same signal.
	Accepted int
	Rejected []RejectedSignal
}

// RejectedSignal is one that was not taken; the others are.
type RejectedSignal struct {
	Index    int
	Problems []fault.Problem
}

// Authorise implements application.Use. A batch that names another tenant is
// refused whole; naming other actors needs the scope for it.
func (c AcceptSignals) Authorise() error {
	if err := c.Caller.RequireScope(actor.ScopeDecide); err != nil {
		return err
	}
	for i := range c.Signals {
		if err := c.Caller.RequireTenant(c.Signals[i].TenantID); err != nil {
			return err
		}
		if id := c.Signals[i].ActorID; id != "" && id != c.Caller.Actor.ID {
			if err := c.Caller.RequireScope(actor.ScopeActForOthers); err != nil {
				return err
			}
		}
	}
	return nil
}

// SignalHandler accepts signals, whatever shape they came in. Each accepted one is
// decided by a job, through the same command as a request.
type SignalHandler struct {
	signals ports.SignalReader
	store   ports.Store
	clock   ports.Clock
}

// NewSignalHandler makes the handler.
func NewSignalHandler(signals ports.SignalReader, store ports.Store, clock ports.Clock) *SignalHandler {
	return &SignalHandler{signals: signals, store: store, clock: clock}
}

// Accept carries out AcceptSignals. Bad signals are listed; the others are taken.
func (h *SignalHandler) Accept(ctx context.Context, c AcceptSignals) (SignalsAccepted, error) {
	now := h.clock.Now()
	answer, good := h.sift(c, now)
	if c.Alone && len(answer.Rejected) > 0 {
		return answer, fault.InvalidInput(answer.Rejected[0].Problems)
	}
	fresh, err := h.fresh(ctx, c.Caller.TenantID, good, now)
	switch {
	case err != nil:
		return answer, err
	case len(fresh) == 0:
		return settle(ctx, h.store, now, c.Keyed, answer)
	}
	return commit(ctx, h.store, taking(c.Caller.TenantID, fresh, now), c.Keyed, answer)
}

// sift parts the signals that are good from the others.
func (h *SignalHandler) sift(c AcceptSignals, now time.Time) (SignalsAccepted, []signal.Signal) {
	answer := SignalsAccepted{SignalsRead: c.SignalsRead}
	var good []signal.Signal
	for i, s := range c.Signals {
		s.TenantID = c.Caller.TenantID
		problems := append(s.Problems("", now), s.Place.Problems("context.")...)
		if len(problems) > 0 {
			answer.Rejected = append(answer.Rejected, RejectedSignal{Index: i, Problems: problems})
			continue
		}
		good = append(good, s.NotAfter(now))
	}
	answer.Accepted = len(good)
	return answer, good
}

// taking stores the signals, which are new, and has each decided. A repeat that slips
// through at the same moment is stored once, and its second job finds the decision
// already made.
func taking(owner tenant.ID, fresh []signal.Signal, now time.Time) ports.WriteSet {
	set := ports.WriteSet{TenantID: owner, At: now, Signals: fresh}
	for _, s := range fresh {
		set.Jobs = append(set.Jobs, ports.EvaluateSignal{TenantID: owner, SignalID: s.ID})
	}
	return set
}

// fresh answers the signals whose ids are neither taken nor repeated in the batch.
func (h *SignalHandler) fresh(
	ctx context.Context, owner tenant.ID, good []signal.Signal, now time.Time,
) ([]signal.Signal, error) {
	if len(good) == 0 {
		return nil, nil
	}
	ids := make([]string, len(good))
	for i, s := range good {
		ids[i] = s.ID
	}
	taken, err := h.signals.KnownSignals(ctx, owner, ids, now.Add(-signal.Dedup))
	if err != nil {
		return nil, err
	}
	var fresh []signal.Signal
	for _, s := range good {
		if !taken[s.ID] {
			taken[s.ID] = true
			fresh = append(fresh, s)
		}
	}
	// Batches that overlap must take their rows in one order, or they wait for each other.
	slices.SortFunc(fresh, func(a, b signal.Signal) int { return strings.Compare(a.ID, b.ID) })
	return fresh, nil
}
