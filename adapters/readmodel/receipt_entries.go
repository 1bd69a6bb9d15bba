package readmodel

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// facts are what the tables say of the receipts of a page.
type facts struct {
	standings

	bodies map[id.UUID]readdb.ReadReceiptBodiesRow
}

// readEntries answers the receipts of these places, in their order.
func readEntries(
	ctx context.Context, q *readdb.Queries, owner string, places []ports.ReceiptPlace,
) ([]ports.ReceiptEntry, error) {
	known, err := readFacts(ctx, q, owner, places)
	if err != nil {
		return nil, err
	}
	entries := make([]ports.ReceiptEntry, len(places))
	for i, place := range places {
		entries[i] = known.entry(place)
	}
	return entries, nil
}

func readFacts(ctx context.Context, q *readdb.Queries, owner string, places []ports.ReceiptPlace) (facts, error) {
	ids := make([]id.UUID, len(places))
	for i, place := range places {
		ids[i] = place.ID
	}
	bodies, err := q.ReadReceiptBodies(ctx, ids, owner)
	if err != nil {
		return facts{}, fmt.Errorf("read the bodies: %w", err)
	}
	known, err := readStandings(ctx, q, owner, ids)
	return facts{
		standings: known, bodies: by(bodies, func(row readdb.ReadReceiptBodiesRow) id.UUID { return row.ReceiptID }),
	}, err
}

func by[K comparable, V any](rows []V, key func(V) K) map[K]V {
	keyed := make(map[K]V, len(rows))
	for _, row := range rows {
		keyed[key(row)] = row
	}
	return keyed
}

// entry leaves out what is not there: a pending receipt has no link, and the chain
// outlives the bodies.
func (f facts) entry(place ports.ReceiptPlace) ports.ReceiptEntry {
	body, link, standing := f.bodies[place.ID], f.links[place.ID], f.of(place.ID)
	place.Sequence = link.Sequence
	return ports.ReceiptEntry{
		ReceiptPlace: place, State: standing.State(), CreatedAt: body.CreatedAt.UTC(), Parent: receipt.ParentOf(body.Body),
		PrevHash: link.PrevHash, Hash: link.Hash, KID: link.Kid, SealedAt: link.SealedAt.UTC(), Refusal: standing.Refusal,
	}
}
