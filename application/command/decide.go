// Package command has the use cases that change something, one file each.
package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Decide asks what to say to an actor now (api.md, POST /decide).
type Decide struct {
	Caller actor.Caller
	// TenantID may be empty: the caller's.
	TenantID tenant.ID
	// ActorID may be empty: the caller. Naming another actor, or roles, needs the
	// scope to act for others.
	ActorID   string
	ActorType actor.Type
	Roles     []string
	Surface   action.Surface
	Place     signal.Place
	// EvaluationPoint may be empty: the surface's default.
	EvaluationPoint string
	// Signal is nil when somebody asks without one.
	Signal *signal.Signal
	// Repository decides a signal that has no actor, for its repository. Only a job
	// asks so, never a request.
	Repository      bool
	Explain, DryRun bool
	// Idempotency is nil without a key.
	Idempotency *ports.Idempotency
}

// Decided is the answer.
type Decided struct {
	Decision decision.Decision
	// Token asks later reads for at least this state; empty for a dry run.
	Token ports.Token
	// Replayed is set when the answer was recorded under the idempotency key before.
	Replayed bool
	// Late is set when the decision missed its surface's objective.
	Late bool
	// DryRun is set when nothing was recorded.
	DryRun bool
}

// Authorise implements application.Use.
func (c Decide) Authorise() error {
	if err := c.Caller.RequireScope(actor.ScopeDecide); err != nil {
		return err
	}
	if err := c.Caller.RequireTenant(c.TenantID); err != nil {
		return err
	}
	if c.Signal != nil {
		if err := c.Caller.RequireTenant(c.Signal.TenantID); err != nil {
			return err
		}
	}
	named := c.ActorID != "" && c.ActorID != c.Caller.Actor.ID
	if named || len(c.Roles) > 0 || c.Repository {
		return c.Caller.RequireScope(actor.ScopeActForOthers)
	}
	return nil
}

// DecideHandler carries out Decide: it reads, lets the domain decide, and writes
// once (product.md, The decision, step by step).
type DecideHandler struct {
	reader    ports.DecisionReader
	catalogue ports.Catalogue
	rules     ports.Rules
	steps     Steps
	writer    Writer
	channels  delivery.Channels
	store     ports.Store
	clock     ports.Clock
	ids       ports.IDs
}

// NewDecideHandler makes the handler. The channels are those to which actions can be
// delivered.
func NewDecideHandler(
	reader ports.DecisionReader, catalogue ports.Catalogue, rules ports.Rules, steps Steps, writer Writer, channels delivery.Channels,
	store ports.Store, clock ports.Clock, ids ports.IDs,
) *DecideHandler {
	return &DecideHandler{
		reader: reader, catalogue: catalogue, rules: rules, steps: steps, writer: writer, channels: channels,
		store: store, clock: clock, ids: ids,
	}
}

// decideTries bound how often a decision begins anew within its budget: each decision
// for one actor that shows anything costs the others that run beside it a try.
const decideTries = 100

// Handle implements application.Handler.
func (h *DecideHandler) Handle(ctx context.Context, c Decide) (Decided, error) {
	begin := h.clock.Monotonic()
	request, problems := h.request(c)
	if len(problems) > 0 {
		return Decided{}, fault.InvalidInput(problems)
	}
	objective := decision.Objective(request.Surface())
	var attempt attempt
	for try := 1; ; try++ {
		// Past its budget it says nothing, so that no window holds it up (product.md, step 9).
		attempt.again, attempt.ends = try > 1, begin+decision.Budget(request.Surface())
		attempt.budget = attempt.ends - h.clock.Monotonic()
		attempt.contended = attempt.again && attempt.budget < 0 || try == decideTries
		decided, err := h.try(ctx, c, request, &attempt)
		if fault.Is(err, fault.Stale) && try < decideTries {
			continue
		}
		decided.Late = objective > 0 && h.clock.Monotonic()-begin > objective
		return decided, contention(err)
	}
}

// try decides once.
func (h *DecideHandler) try(ctx context.Context, c Decide, request decision.Request, attempt *attempt) (Decided, error) {
	known, err := h.reader.ReadDecisionInputs(ctx, ports.DecisionQuery{
		TenantID: request.TenantID, ActorID: request.Actor.ID, Subject: request.Subject(), Surface: request.Surface(),
		RepoID: request.Context.Place.RepoID, SignalID: signalID(request.Signal), Situation: request.Situation(),
		Idempotency: c.Idempotency, Now: request.Now,
		Budget: attempt.budget, Fresh: attempt.again,
	})
	if err != nil {
		return Decided{}, err
	}
	if replayed, found, err := replay(c, known); found || err != nil {
		return replayed, err
	}
	attempt.learn(&known)
	if known.PolicyFailure != nil {
		return Decided{}, h.refuse(ctx, c, request, known)
	}
	edition, err := h.catalogue.Edition(ctx, request.TenantID, known.CatalogueVersion)
	if err != nil {
		return Decided{}, err
	}
	inputs, claim := h.inputs(request, known, edition)
	inputs.Contended = attempt.contended
	proposal := h.steps.Gate(ctx, inputs, h.steps.Evaluate(ctx, inputs))
	h.writer.write(ctx, inputs, known.Region, &proposal, attempt.ends-h.clock.Monotonic())
	attempt.learnOf(inputs)
	decided, remembered := decision.Limit(inputs, proposal)
	if c.DryRun {
		return Decided{Decision: decided, DryRun: true}, nil
	}
	set := h.writes(c, &decided, request, claim)
	set.Fatigue = fatigueRows(&decided, remembered)
	token, err := h.store.Commit(ctx, set)
	return Decided{Decision: decided, Token: token}, err
}

// replay answers what was decided before: the key is looked at first, then the
// signal, whatever else the request says (api.md, Idempotency-Key). A dry run is
// a question of its own.
func replay(c Decide, known ports.DecisionInputs) (Decided, bool, error) {
	switch {
	case c.DryRun:
		return Decided{}, false, nil
	case known.Keyed != nil && known.KeyedHash != c.Idempotency.Hash:
		return Decided{}, false, keyReused()
	case known.Keyed != nil:
		return Decided{Decision: *known.Keyed, Replayed: true}, true, nil
	case known.Repeated != nil:
		return Decided{Decision: *known.Repeated}, true, nil
	}
	return Decided{}, false, nil
}

func signalID(s *signal.Signal) string {
	if s == nil {
		return ""
	}
	return s.ID
}
