package follow

import (
	"context"
	"maps"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// SealingTask names the leadership under which receipts are sealed, and the
// checkpoint that says how far.
const SealingTask = "receipt_sealing"

// sealingBatch is how many receipts one step seals at most: enough to pay for the
// commit, few enough to take milliseconds.
const sealingBatch = 500

// Sealer gives committed receipts their place in their tenant's chain, in the order
// of the feed. It is stepped by one goroutine.
type Sealer struct {
	feed   ports.ReceiptFeed
	chain  ports.ReceiptChain
	signer ports.Signer
	clock  ports.Clock
	batch  int
	// position is the checkpoint as this sealer left it; nil when it must be read.
	position *event.Position
}

// NewSealer makes a sealer that knows nothing yet.
func NewSealer(feed ports.ReceiptFeed, chain ports.ReceiptChain, signer ports.Signer, clock ports.Clock) *Sealer {
	return &Sealer{feed: feed, chain: chain, signer: signer, clock: clock, batch: sealingBatch}
}

// Step seals the receipts of one batch, all or none. After any error it trusts
// nothing it remembered: the commit may have happened, or another leader was faster
// (a Stale fault), and the checkpoint knows. A receipt that cannot be sealed stops
// the step, since passing it over would lose it.
func (s *Sealer) Step(ctx context.Context) (Progress, error) {
	progress, err := s.step(ctx)
	if err != nil {
		s.position = nil
	}
	return progress, err
}

func (s *Sealer) step(ctx context.Context) (Progress, error) {
	from, err := s.checkpoint(ctx)
	if err != nil {
		return Progress{}, err
	}
	fed, to, err := s.feed.ReadReceipts(ctx, from, s.batch)
	if err != nil || to == from {
		return Progress{}, err
	}
	segments, err := s.seal(ctx, fed)
	if err != nil {
		return Progress{}, err
	}
	err = s.chain.Append(ctx, ports.ChainSegment{
		Follower: SealingTask, From: from, To: to, At: s.clock.Now(), Tenants: segments,
	})
	if err != nil {
		return Progress{}, err
	}
	s.position = &to
	return Progress{Receipts: len(fed), Further: true}, nil
}

func (s *Sealer) checkpoint(ctx context.Context) (event.Position, error) {
	if s.position != nil {
		return *s.position, nil
	}
	return s.feed.ReadCheckpoint(ctx, SealingTask)
}

// seal answers the tenants' segments in the order of their names, so that two
// leaders lock heads in the same order.
func (s *Sealer) seal(ctx context.Context, fed []ports.FedReceipt) ([]ports.TenantSegment, error) {
	if len(fed) == 0 {
		return nil, nil
	}
	queues := make(map[tenant.ID][]ports.FedReceipt)
	for _, next := range fed {
		queues[next.TenantID] = append(queues[next.TenantID], next)
	}
	owners := slices.Sorted(maps.Keys(queues))
	heads, err := s.chain.ReadHeads(ctx, owners)
	if err != nil {
		return nil, err
	}
	key := s.signer.SigningKey()
	segments := make([]ports.TenantSegment, len(owners))
	for i, owner := range owners {
		segments[i], err = segmentOf(owner, queues[owner], heads[owner], key)
		if err != nil {
			return nil, err
		}
	}
	return segments, nil
}

func segmentOf(
	owner tenant.ID, queue []ports.FedReceipt, from receipt.Head, key receipt.Key,
) (ports.TenantSegment, error) {
	segment := ports.TenantSegment{TenantID: owner, From: from, Links: make([]receipt.Link, len(queue))}
	head := from
	for i, next := range queue {
		_, link, err := receipt.Seal(next.ID, next.Body, head, key)
		if err != nil {
			return ports.TenantSegment{}, err
		}
		segment.Links[i], head = link, link.Next()
	}
	return segment, nil
}
