package readmodel

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewChain implements ports.ReceiptViews.
func (v *Views) ViewChain(ctx context.Context, owner tenant.ID) (ports.ChainView, error) {
	var row readdb.ViewChainHeadRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewChainHead(ctx, string(owner))
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return ports.ChainView{}, nil
	}
	return ports.ChainView{
		Head: receipt.Head{Sequence: row.Sequence, Hash: row.Hash}, Emitted: row.Emitted, KID: row.Kid, SealedAt: row.SealedAt.UTC(),
	}, translate(err, "the chain")
}
