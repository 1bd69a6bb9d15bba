package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Receipts holds committed receipts, their chains and what was emitted of them.
type Receipts struct {
	mu          sync.Mutex
	feed        []fedReceipt
	commits     uint64
	checkpoints map[string]event.Position
	chains      map[tenant.ID]*chain
}

var (
	_ ports.ReceiptFeed  = (*Receipts)(nil)
	_ ports.ReceiptChain = (*Receipts)(nil)
	_ ports.EmissionLog  = (*Receipts)(nil)
)

type fedReceipt struct {
	position event.Position
	receipt  ports.FedReceipt
}

// chain is one tenant's; the links stand at their sequence less one, and so do the
// times at which they were sealed.
type chain struct {
	links    []receipt.Link
	sealedAt []time.Time
	bodies   map[id.UUID]string
	origins  map[id.UUID]ports.ReceiptOrigin
	emitted  int64
	// refusals are by sequence.
	refusals map[int64]receipt.Refusal
}

// NewReceipts makes an empty store.
func NewReceipts() *Receipts {
	return &Receipts{checkpoints: map[string]event.Position{}, chains: map[tenant.ID]*chain{}}
}

// Commit adds receipts of one tenant, as one transaction would.
func (r *Receipts) Commit(owner tenant.ID, receipts ...ports.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.commits++
	for i, row := range receipts {
		r.feed = append(r.feed, fedReceipt{
			position: event.Position{Transaction: r.commits, Number: int64(i) + 1},
			receipt:  ports.FedReceipt{TenantID: owner, ID: row.ID, Body: row.Body},
		})
		r.chain(owner).bodies[row.ID] = row.Body
	}
}

// remember keeps where receipts of one tenant come from.
func (r *Receipts) remember(owner tenant.ID, origin ports.ReceiptOrigin, receipts []ports.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, row := range receipts {
		r.chain(owner).origins[row.ID] = origin
	}
}

// ReadReceipts implements ports.ReceiptFeed.
func (r *Receipts) ReadReceipts(
	_ context.Context, after event.Position, limit int,
) ([]ports.FedReceipt, event.Position, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var fed []ports.FedReceipt
	last := after
	for _, next := range r.feed {
		if len(fed) < limit && after.Before(next.position) {
			fed, last = append(fed, next.receipt), next.position
		}
	}
	return fed, last, nil
}

// ReadCheckpoint implements ports.ReceiptFeed.
func (r *Receipts) ReadCheckpoint(_ context.Context, follower string) (event.Position, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.checkpoints[follower], nil
}

// ReadHeads implements ports.ReceiptChain.
func (r *Receipts) ReadHeads(_ context.Context, owners []tenant.ID) (map[tenant.ID]receipt.Head, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	heads := make(map[tenant.ID]receipt.Head, len(owners))
	for _, owner := range owners {
		heads[owner] = r.chain(owner).head()
	}
	return heads, nil
}

// Append implements ports.ReceiptChain.
func (r *Receipts) Append(_ context.Context, segment ports.ChainSegment) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.checkpoints[segment.Follower] != segment.From {
		return stale("checkpoint")
	}
	for _, part := range segment.Tenants {
		if r.chain(part.TenantID).head() != part.From {
			return stale("chain head")
		}
	}
	r.checkpoints[segment.Follower] = segment.To
	for _, part := range segment.Tenants {
		chain := r.chain(part.TenantID)
		chain.links = append(chain.links, part.Links...)
		chain.sealedAt = append(chain.sealedAt, slices.Repeat([]time.Time{segment.At}, len(part.Links))...)
	}
	return nil
}

// ReadWaiting implements ports.EmissionLog.
func (r *Receipts) ReadWaiting(
	_ context.Context, after tenant.ID, tenants, perTenant int,
) ([]ports.WaitingReceipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var waiting []ports.WaitingReceipt
	for _, owner := range slices.Sorted(maps.Keys(r.chains)) {
		queue := r.chains[owner].waiting(owner, perTenant)
		if cmp.Compare(owner, after) <= 0 || len(queue) == 0 || tenants == 0 {
			continue
		}
		waiting = append(waiting, queue...)
		tenants--
	}
	return waiting, nil
}

// MarkEmitted implements ports.EmissionLog.
func (r *Receipts) MarkEmitted(_ context.Context, progress ports.EmissionProgress) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	chain := r.chain(progress.TenantID)
	if chain.emitted != progress.From {
		return stale("watermark")
	}
	chain.emitted = progress.To
	for _, refused := range progress.Refused {
		chain.refusals[refused.Sequence] = receipt.Refusal{Reason: refused.Reason, At: progress.At}
	}
	return nil
}

// Expire forgets the bodies of receipts, as retention does; their places stay.
func (r *Receipts) Expire(owner tenant.ID, receipts ...id.UUID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range receipts {
		delete(r.chain(owner).bodies, one)
		delete(r.chain(owner).origins, one)
	}
}

// Links answers a tenant's chain.
func (r *Receipts) Links(owner tenant.ID) []receipt.Link {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.chain(owner).links)
}

func (r *Receipts) chain(owner tenant.ID) *chain {
	if r.chains[owner] == nil {
		r.chains[owner] = &chain{
			bodies: map[id.UUID]string{}, origins: map[id.UUID]ports.ReceiptOrigin{}, refusals: map[int64]receipt.Refusal{},
		}
	}
	return r.chains[owner]
}

func (c *chain) head() receipt.Head {
	if len(c.links) == 0 {
		return receipt.Head{}
	}
	return c.links[len(c.links)-1].Next()
}

func (c *chain) waiting(owner tenant.ID, limit int) []ports.WaitingReceipt {
	links := c.links[c.emitted:]
	queue := make([]ports.WaitingReceipt, 0, min(len(links), limit))
	for _, link := range links[:min(len(links), limit)] {
		queue = append(queue, c.at(owner, link.Sequence))
	}
	return queue
}

// at answers the sealed receipt of a place.
func (c *chain) at(owner tenant.ID, sequence int64) ports.WaitingReceipt {
	link := c.links[sequence-1]
	return ports.WaitingReceipt{TenantID: owner, Body: c.bodies[link.ReceiptID], Link: link, Origin: c.origins[link.ReceiptID]}
}

func stale(what string) error {
	return fault.New(fault.Stale, "STALE", "the "+what+" moved meanwhile: read again, then decide again")
}
