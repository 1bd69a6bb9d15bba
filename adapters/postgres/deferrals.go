package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReadWaiting implements ports.DeferralReader.
func (r *Reader) ReadWaiting(
	ctx context.Context, owner tenant.ID, deliveryID id.UUID, now time.Time,
) (delivery.Waiting, error) {
	const doing = "read what waits"
	var rows []writedb.ReadDueDeferralsRow
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		due := q.ReadDueDeferrals(ctx, []writedb.ReadDueDeferralsParams{{TenantID: string(owner), DeliveryID: deliveryID, Now: now}})
		return func() { due.Query(func(_ int, found []writedb.ReadDueDeferralsRow, _ error) { rows = found }) }
	})
	if err != nil {
		return delivery.Waiting{}, translate(err, doing)
	}
	if len(rows) == 0 {
		return delivery.Waiting{}, fault.Missing("the delivery that waits")
	}
	waiting, err := r.waitingOf(owner, deliveryID, rows)
	return waiting, translate(err, doing)
}

// waitingOf takes what all rows say alike from the first.
func (r *Reader) waitingOf(owner tenant.ID, own id.UUID, rows []writedb.ReadDueDeferralsRow) (delivery.Waiting, error) {
	var waiting delivery.Waiting
	standing, err := r.policies.find(owner, rows[0].Policy)
	if err != nil {
		return waiting, err
	}
	waiting.Policy, waiting.PolicyEpoch = standing.policy, rows[0].PolicyEpoch
	if waiting.Preferences, err = preference.FromDocument(rows[0].Preferences); err != nil {
		return waiting, err
	}
	if last := rows[0].Digested; last.Unix() > 0 {
		waiting.Digested = last.UTC()
	}
	for _, row := range rows {
		held, err := heldOf(row)
		if err != nil {
			return waiting, err
		}
		if row.DeliveryID == own {
			waiting.Own = held
			continue
		}
		waiting.Others = append(waiting.Others, held)
	}
	return waiting, nil
}

func heldOf(row writedb.ReadDueDeferralsRow) (delivery.Held, error) {
	kept, err := keptOf(row.Body)
	return delivery.Held{Decision: kept, Deferred: delivery.Deferred{
		ID: row.DeliveryID, Surface: action.Surface(row.Surface), ActorID: row.ActorID, Subject: signal.Subject(row.Subject),
		Until: row.Until.UTC(), ExpiresAt: row.ExpiresAt.UTC(), Digest: row.Digest,
	}}, err
}

// keptOf answers nil for a decision that is not kept any more.
func keptOf(body string) (*decision.Decision, error) {
	if body == "" {
		return nil, nil //nolint:nilnil // the ports say so
	}
	kept, err := decision.FromDocument(body)
	return &kept, err
}

// ReadDigest implements ports.DeferralReader.
func (r *Reader) ReadDigest(ctx context.Context, owner tenant.ID, digestID id.UUID, receiver string) (ports.DigestState, error) {
	const doing = "read a digest"
	var rows []writedb.ReadDigestRow
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		items := q.ReadDigest(ctx, []writedb.ReadDigestParams{{TenantID: string(owner), DigestID: digestID, Receiver: receiver}})
		return func() { items.Query(func(_ int, found []writedb.ReadDigestRow, _ error) { rows = found }) }
	})
	if err != nil {
		return ports.DigestState{}, translate(err, doing)
	}
	if len(rows) == 0 {
		return ports.DigestState{}, fault.Missing("the digest")
	}
	state, err := digestOf(digestID, rows)
	return state, translate(err, doing)
}

func digestOf(digestID id.UUID, rows []writedb.ReadDigestRow) (ports.DigestState, error) {
	first := rows[0]
	state := ports.DigestState{Decisions: map[id.UUID]*decision.Decision{}, Digest: delivery.Digest{
		ID: digestID, ActorID: first.ActorID, Subject: signal.Subject(first.Subject),
		Surface: action.Surface(first.Surface), Window: first.WindowEnd.UTC(),
	}}
	if first.StoppedAt != nil {
		state.StoppedAt = first.StoppedAt.UTC()
	}
	for _, row := range rows {
		state.Digest.Deliveries = append(state.Digest.Deliveries, row.DeliveryID)
		kept, err := keptOf(row.Body)
		if err != nil {
			return state, err
		}
		if kept != nil {
			state.Decisions[kept.ID] = kept
		}
	}
	slices.SortFunc(state.Digest.Deliveries, func(a, b id.UUID) int { return slices.Compare(a[:], b[:]) })
	return state, nil
}
