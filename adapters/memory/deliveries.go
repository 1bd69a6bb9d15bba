package memory

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var (
	_ ports.ActionViews  = (*Store)(nil)
	_ ports.DeliveryFeed = (*Store)(nil)
)

var errNothingToDeliver = errors.New("the decision has no such action to deliver")

// routed is a delivery at its place in the feed.
type routed struct {
	position event.Position
	owner    tenant.ID
	delivery delivery.Delivery
}

// route puts the set's deliveries into the feed, for a caller that holds the lock.
func (s *Store) route(set ports.WriteSet, transaction uint64) {
	for i, d := range set.Deliveries {
		s.routed = append(s.routed, routed{
			position: event.Position{Transaction: transaction, Number: int64(i) + 1}, owner: set.TenantID, delivery: d,
		})
	}
	slices.SortStableFunc(s.routed, func(a, b routed) int {
		if a.position.Before(b.position) {
			return -1
		}
		return 1
	})
}

// between answers what lies behind the position and before the horizon, and that.
func (s *Store) between(after event.Position) ([]routed, event.Position) {
	s.mu.Lock()
	defer s.mu.Unlock()
	horizon := s.transactions.horizon()
	var found []routed
	for _, r := range s.routed {
		if after.Before(r.position) && r.position.Before(horizon) {
			found = append(found, r)
		}
	}
	return found, horizon
}

// ReadHorizon implements ports.DeliveryFeed.
func (s *Store) ReadHorizon(context.Context) (event.Position, error) {
	_, horizon := s.between(event.Position{})
	return horizon, nil
}

// ReadDeliveries implements ports.DeliveryFeed.
func (s *Store) ReadDeliveries(
	_ context.Context, owners []tenant.ID, after event.Position, limit int,
) ([]ports.FedDelivery, event.Position, error) {
	found, horizon := s.between(after)
	var fed []ports.FedDelivery
	for _, r := range found {
		if !slices.Contains(owners, r.owner) {
			continue
		}
		fed = append(fed, ports.FedDelivery{TenantID: r.owner, ActorID: r.delivery.ActorID, Surface: r.delivery.Surface})
		if len(fed) == limit {
			return fed, r.position, nil
		}
	}
	return fed, horizon.Later(after), nil
}

// ListActions implements ports.ActionViews.
func (s *Store) ListActions(_ context.Context, owner tenant.ID, filter ports.ActionFilter) (ports.ActionPage, error) {
	found, horizon := s.between(filter.After)
	rows := s.rows(owner)
	page := ports.ActionPage{To: horizon}
	for _, r := range found {
		if r.owner != owner || !rows.chosen(r.delivery, filter) {
			continue
		}
		message, err := rows.message(r.delivery.ID)
		if err != nil {
			return ports.ActionPage{}, err
		}
		page.Items = append(page.Items, ports.PushedAction{
			Position: r.position, Message: message, DigestID: r.delivery.DigestID,
		})
		if len(page.Items) == filter.Limit {
			page.To = r.position
			break
		}
	}
	return page, nil
}

func (r *tenantRows) message(deliveryID id.UUID) (delivery.Message, error) {
	decided, err := r.kept(deliveryID.Root())
	if err != nil {
		return delivery.Message{}, err
	}
	message, found := delivery.MessageOf(&decided, deliveryID, decided.CreatedAt)
	if !found {
		return delivery.Message{}, errNothingToDeliver
	}
	return message, nil
}

func (r *tenantRows) chosen(d delivery.Delivery, filter ports.ActionFilter) bool {
	_, kept := r.decisions[d.ID.Root()]
	return kept && d.ActorID == filter.ActorID && d.Surface == filter.Surface &&
		!d.ID.Time().Before(filter.Since.Truncate(time.Millisecond)) && d.ExpiresAt.After(filter.LiveAt) &&
		(!filter.Unanswered || !r.answered(delivery.ActionOf(d.ID)))
}

func (r *tenantRows) answered(actionID id.UUID) bool {
	return slices.ContainsFunc(r.outcomes[actionID], func(o outcome.Outcome) bool {
		return o.Result.Stage() >= outcome.StageAnswered
	})
}
