package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ActionViews answer queries on the actions that were pushed to somebody.
type ActionViews interface {
	// ListActions answers up to filter.Limit actions of the actor on the surface
	// behind a position, in the order of the feed. Only what no running transaction
	// can still precede is answered, so that who goes on from ActionPage.To misses
	// nothing and sees nothing twice. An action whose decision is not kept any more is
	// left out; an actor without actions has an empty page.
	ListActions(ctx context.Context, owner tenant.ID, filter ActionFilter) (ActionPage, error)
}

// ActionFilter chooses among the actions pushed to one actor on one surface.
type ActionFilter struct {
	ActorID string
	Surface action.Surface
	// After is where the page before ended; zero for the first page.
	After event.Position
	// Since leaves out what was decided earlier, to the millisecond.
	Since time.Time
	// LiveAt leaves out what is no longer worth saying at that time; zero keeps it.
	LiveAt time.Time
	// Unanswered leaves out what was ignored, dismissed or accepted already.
	Unanswered bool
	// Limit is from 1.
	Limit int
}

// ActionPage is a part of an actor's actions.
type ActionPage struct {
	Items []PushedAction
	// To is how far the page reaches: its last item when it is full, else the horizon
	// of the feed, behind which nothing is committed yet. It lies before
	// ActionFilter.After only where that lies ahead of the horizon, which no position
	// that this database ever answered does.
	To event.Position
}

// PushedAction is an action on its way to a surface beside the answer.
type PushedAction struct {
	Position event.Position
	// Message is what the surface is told; its time is that of the decision.
	Message delivery.Message
	// DigestID is of the digest that it went out in; zero for one that went alone.
	DigestID id.UUID
}

// DeliveryFeed is what was routed to surfaces, of many tenants at once.
type DeliveryFeed interface {
	// ReadHorizon answers the position that everything committed so far lies before,
	// and everything that can still be committed behind.
	ReadHorizon(ctx context.Context) (event.Position, error)
	// ReadDeliveries answers up to limit (from 1) deliveries of these tenants behind the
	// position, in feed order, and the position reached: that of the last one when
	// there are limit many, else the horizon. It never goes back. Only what no running
	// transaction can still precede is answered, so that nothing is ever skipped.
	ReadDeliveries(
		ctx context.Context, owners []tenant.ID, after event.Position, limit int,
	) ([]FedDelivery, event.Position, error)
}

// FedDelivery says for whom something was routed, and where to.
type FedDelivery struct {
	TenantID tenant.ID
	// ActorID is empty where the action is for a repository.
	ActorID string
	Surface action.Surface
}
