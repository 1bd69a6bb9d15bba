package readmodel

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// standings are what the states of many receipts follow from. Each table is read by its
// key: a join could be planned to read all of a tenant's rows.
type standings struct {
	links    map[id.UUID]readdb.ReadLinksRow
	refusals map[int64]readdb.ReadRefusalsRow
	emitted  int64
}

func readStandings(ctx context.Context, q *readdb.Queries, owner string, ids []id.UUID) (standings, error) {
	links, err := q.ReadLinks(ctx, ids, owner)
	if err != nil {
		return standings{}, fmt.Errorf("read the links: %w", err)
	}
	sequences := make([]int64, len(links))
	for i, link := range links {
		sequences[i] = link.Sequence
	}
	refusals, err := q.ReadRefusals(ctx, sequences, owner)
	if err != nil {
		return standings{}, fmt.Errorf("read the refusals: %w", err)
	}
	emitted, err := q.ReadWatermark(ctx, owner)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return standings{}, fmt.Errorf("read the watermark: %w", err)
	}
	return standings{
		links:    by(links, func(row readdb.ReadLinksRow) id.UUID { return row.ReceiptID }),
		refusals: by(refusals, func(row readdb.ReadRefusalsRow) int64 { return row.Sequence }),
		emitted:  emitted,
	}, nil
}

// of answers the standing of one of them. A pending receipt has no link.
func (s standings) of(receiptID id.UUID) receipt.Standing {
	link := s.links[receiptID]
	standing := receipt.Standing{Sequence: link.Sequence, Emitted: s.emitted}
	if refusal, refused := s.refusals[link.Sequence]; refused {
		standing.Refusal = refusalOf(&refusal.Reason, &refusal.FailedAt, refusal.RequeuedAt, refusal.SettledAt)
	}
	return standing
}
