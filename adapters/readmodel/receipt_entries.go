package readmodel

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// facts are what the tables say of the receipts of a page. Each is read by its key: a
// join could be planned to read all of a tenant's rows.
type facts struct {
	bodies   map[id.UUID]readdb.ReadReceiptBodiesRow
	links    map[id.UUID]readdb.ReadLinksRow
	refusals map[int64]readdb.ReadRefusalsRow
	emitted  int64
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
	links, err := q.ReadLinks(ctx, ids, owner)
	if err != nil {
		return facts{}, fmt.Errorf("read the links: %w", err)
	}
	sequences := make([]int64, len(links))
	for i, link := range links {
		sequences[i] = link.Sequence
	}
	refusals, err := q.ReadRefusals(ctx, sequences, owner)
	if err != nil {
		return facts{}, fmt.Errorf("read the refusals: %w", err)
	}
	emitted, err := q.ReadWatermark(ctx, owner)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return facts{}, fmt.Errorf("read the watermark: %w", err)
	}
	return facts{
		bodies:   by(bodies, func(row readdb.ReadReceiptBodiesRow) id.UUID { return row.ReceiptID }),
		links:    by(links, func(row readdb.ReadLinksRow) id.UUID { return row.ReceiptID }),
		refusals: by(refusals, func(row readdb.ReadRefusalsRow) int64 { return row.Sequence }),
		emitted:  emitted,
	}, nil
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
	body, link := f.bodies[place.ID], f.links[place.ID]
	standing := receipt.Standing{Sequence: link.Sequence, Emitted: f.emitted}
	if refusal, refused := f.refusals[link.Sequence]; refused {
		standing.Refusal = refusalOf(&refusal.Reason, &refusal.FailedAt, refusal.RequeuedAt, refusal.SettledAt)
	}
	place.Sequence = link.Sequence
	return ports.ReceiptEntry{
		ReceiptPlace: place, State: standing.State(), CreatedAt: body.CreatedAt.UTC(), Parent: receipt.ParentOf(body.Body),
		PrevHash: link.PrevHash, Hash: link.Hash, KID: link.Kid, SealedAt: link.SealedAt.UTC(), Refusal: standing.Refusal,
	}
}
