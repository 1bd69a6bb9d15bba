package memory

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.DeferralReader = (*Store)(nil)

// digestPlace is where one digest is.
type digestPlace struct {
	subject signal.Subject
	surface action.Surface
	window  int64
}

func (r *tenantRows) writeDeferrals(set ports.WriteSet) error {
	if err := r.release(set.Release); err != nil {
		return err
	}
	for _, waiting := range set.Deferred {
		if _, found := r.deferrals[waiting.ID]; found {
			return exists("deferral")
		}
		r.deferrals[waiting.ID] = waiting
	}
	return nil
}

func (r *tenantRows) release(made *ports.Release) error {
	if made == nil {
		return nil
	}
	for _, waited := range made.Ended {
		if !r.waits(waited) {
			return stale("release")
		}
		delete(r.deferrals, waited.ID)
	}
	if moved := made.Moved; moved != nil {
		if !r.waits(moved.Deferred) {
			return stale("release")
		}
		waiting := r.deferrals[moved.Deferred.ID]
		waiting.Until = moved.Until
		r.deferrals[waiting.ID] = waiting
	}
	return r.takeWindow(made.Digest)
}

func (r *tenantRows) waits(named delivery.Deferred) bool {
	waiting, found := r.deferrals[named.ID]
	return found && waiting.Until.Equal(named.Until)
}

func (r *tenantRows) takeWindow(digest *delivery.Digest) error {
	if digest == nil {
		return nil
	}
	place := digestPlace{digest.Subject, digest.Surface, digest.Window.UnixMicro()}
	if r.digested[place] {
		return stale("release")
	}
	r.digested[place], r.digests[digest.ID] = true, *digest
	return nil
}

// ReadWaiting implements ports.DeferralReader.
func (s *Store) ReadWaiting(
	_ context.Context, owner tenant.ID, deliveryID id.UUID, now time.Time,
) (delivery.Waiting, error) {
	rows := s.rows(owner)
	own, found := rows.deferrals[deliveryID]
	if !found {
		return delivery.Waiting{}, fault.Missing("the delivery that waits")
	}
	wanted, err := rows.preferencesOf(own.ActorID)
	waiting := delivery.Waiting{
		Own: rows.held(own), Digested: rows.lastDigest(own), Policy: rows.policyOrDefault(), Preferences: wanted,
		PolicyEpoch: rows.policyEpoch,
	}
	for _, other := range rows.deferrals {
		due := own.Digest && other.Digest && other.ID != own.ID && !other.Until.After(now)
		if due && other.Subject == own.Subject && other.Surface == own.Surface {
			waiting.Others = append(waiting.Others, rows.held(other))
		}
	}
	return waiting, err
}

func (r *tenantRows) lastDigest(of delivery.Deferred) time.Time {
	var last time.Time
	for _, digest := range r.digests {
		if of.Digest && digest.Subject == of.Subject && digest.Surface == of.Surface && digest.Window.After(last) {
			last = digest.Window
		}
	}
	return last
}

func (r *tenantRows) held(waiting delivery.Deferred) delivery.Held {
	held := delivery.Held{Deferred: waiting}
	if kept, err := r.kept(waiting.ID.Root()); err == nil {
		held.Decision = &kept
	}
	return held
}

// ReadDigest implements ports.DeferralReader.
func (s *Store) ReadDigest(_ context.Context, owner tenant.ID, digestID id.UUID, receiver string) (ports.DigestState, error) {
	rows := s.rows(owner)
	digest, found := rows.digests[digestID]
	if !found {
		return ports.DigestState{}, fault.Missing("the digest")
	}
	state := ports.DigestState{
		Digest: digest, Decisions: map[id.UUID]*decision.Decision{}, StoppedAt: rows.stops[stopKey{digest.Surface, receiver}],
	}
	for _, deliveryID := range digest.Deliveries {
		if kept, err := rows.kept(deliveryID.Root()); err == nil {
			state.Decisions[kept.ID] = &kept
		}
	}
	return state, nil
}

// Deferred answers what of a tenant's waits, by the id of its delivery.
func (s *Store) Deferred(owner tenant.ID) map[id.UUID]delivery.Deferred {
	return cloned(s.rows(owner).deferrals)
}

// Digests answers a tenant's digests, by id.
func (s *Store) Digests(owner tenant.ID) map[id.UUID]delivery.Digest {
	return cloned(s.rows(owner).digests)
}
