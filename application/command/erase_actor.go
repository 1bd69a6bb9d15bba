package command

import (
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// EraseActor has all that is known of an actor removed (api.md, DELETE
// /actors/{actor_id}/data). A job does it.
type EraseActor struct {
	Keyed

	Caller  actor.Caller
	ActorID string
	// Reason is the caller's own words, and may be empty.
	Reason string
}

// ErasureAccepted is the answer. Whether anything is known of the actor, it does not say.
type ErasureAccepted struct {
	Committed

	ErasureID erasure.Key
}

// Authorise implements application.Use.
func (c EraseActor) Authorise() error { return c.Caller.RequirePrivacyAdmin() }

// ErasureHandler carries out EraseActor.
type ErasureHandler struct {
	erasures ports.ErasureReader
	store    ports.Store
	admin    Administration
}

// NewErasureHandler makes the handler.
func NewErasureHandler(erasures ports.ErasureReader, store ports.Store, admin Administration) *ErasureHandler {
	return &ErasureHandler{erasures: erasures, store: store, admin: admin}
}

// Erase carries out EraseActor. Nothing is recorded of the actor from then on until the
// erasure has ended. To ask again meanwhile is to ask for the same one.
func (h *ErasureHandler) Erase(ctx context.Context, c EraseActor) (ErasureAccepted, error) {
	at := h.admin.clock.Now()
	wanted := erasure.New(h.admin.ids.New(at), h.admin.ids.Random(), c.Caller.TenantID, c.ActorID, c.Reason, at)
	if problems := wanted.Problems(); len(problems) > 0 {
		return ErasureAccepted{}, fault.InvalidInput(problems)
	}
	return anew(func() (ErasureAccepted, error) {
		pending, err := h.erasures.ReadPendingErasure(ctx, c.Caller.TenantID, c.ActorID)
		if err != nil {
			return ErasureAccepted{}, err
		}
		if !pending.IsZero() {
			return settle(ctx, h.store, at, c.Keyed, ErasureAccepted{ErasureID: pending})
		}
		return h.begin(ctx, c, wanted)
	})
}

func (h *ErasureHandler) begin(ctx context.Context, c EraseActor, wanted erasure.Erasure) (ErasureAccepted, error) {
	by, own, claims, err := h.admin.refOf(ctx, c.Caller.TenantID, c.Caller.Actor.ID)
	if err != nil {
		return ErasureAccepted{}, err
	}
	if err := permitted(own, c.ActorID); err != nil {
		return ErasureAccepted{}, err
	}
	whose, _, err := h.admin.refs.ReadActorRef(ctx, c.Caller.TenantID, c.ActorID)
	if err != nil {
		return ErasureAccepted{}, err
	}
	wanted.RequestedBy, wanted.AdminType = by, c.Caller.Actor.Type
	set := h.admin.evidence(ctx, mutation{
		caller: c.Caller, at: wanted.RequestedAt, action: "actor.erase", resource: wanted.Resource(),
		event: event.ErasureRequested, after: requested(&wanted, whose),
	}, by, own)
	set.ActorRefs, set.Erasure = claims, &ports.ErasureChange{Erasure: wanted}
	set.Jobs = []ports.Job{ports.EraseActor{TenantID: wanted.TenantID, ErasureID: wanted.ID}}
	return commit(ctx, h.store, set, c.Keyed, ErasureAccepted{ErasureID: wanted.ID})
}

func permitted(own tenant.Policy, actorID string) error {
	switch {
	case own.LegalHold:
		return erasure.UnderHold()
	case slices.Contains(own.DesignatedApprovers, actorID):
		return erasure.Designated()
	}
	return nil
}

// requested says whose data go by a reference, which is nobody's once they are gone.
func requested(e *erasure.Erasure, whose id.UUID) canonical.Object {
	state := canonical.Object{{Name: "state", Value: string(e.State)}}
	if !whose.IsZero() {
		state = append(state, canonical.Member{Name: "actor_ref", Value: whose.String()})
	}
	return state
}
