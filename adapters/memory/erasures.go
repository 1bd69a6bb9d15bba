package memory

import (
	"context"
	"errors"

	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var errPending = errors.New("an erasure is pending")

// refuseErased goes before every swap.
func (r *tenantRows) refuseErased(set ports.WriteSet) error {
	for _, actorID := range set.Actors() {
		if !r.pendingErasure(actorID).IsZero() {
			return erasure.UnderWay(errPending)
		}
	}
	return nil
}

func (r *tenantRows) pendingErasure(actorID string) erasure.Key {
	for key, e := range r.erasures {
		if e.ActorID == actorID {
			return key
		}
	}
	return erasure.Key{}
}

func (r *tenantRows) writeErasure(set ports.WriteSet) error {
	if set.Erasure == nil {
		return nil
	}
	next := set.Erasure.Erasure
	known := r.erasures[next.ID]
	switch {
	case next.State == erasure.Pending && !r.pendingErasure(next.ActorID).IsZero():
		return stale("erasure")
	case next.State != erasure.Pending && known.State != erasure.Pending:
		return stale("erasure")
	case next.State != erasure.Pending:
		known.ActorID, known.State, known.Reason, known.EndedAt = "", next.State, next.Reason, next.EndedAt
		next = known
	}
	r.erasures[next.ID] = next
	return nil
}

// ReadErasure implements ports.ErasureReader.
func (s *Store) ReadErasure(_ context.Context, owner tenant.ID, key erasure.Key) (erasure.Erasure, error) {
	kept, found := s.rows(owner).erasures[key]
	if !found {
		return erasure.Erasure{}, fault.Missing("the erasure")
	}
	return kept, nil
}

// ReadPendingErasure implements ports.ErasureReader.
func (s *Store) ReadPendingErasure(_ context.Context, owner tenant.ID, actorID string) (erasure.Key, error) {
	if actorID == "" {
		return erasure.Key{}, nil
	}
	return s.rows(owner).pendingErasure(actorID), nil
}

// ViewErasure implements ports.ErasureViews.
func (s *Store) ViewErasure(ctx context.Context, owner tenant.ID, key erasure.Key) (erasure.Erasure, error) {
	kept, err := s.ReadErasure(ctx, owner, key)
	kept.ActorID, kept.RequestedBy, kept.AdminType = "", id.UUID{}, ""
	return kept, err
}
