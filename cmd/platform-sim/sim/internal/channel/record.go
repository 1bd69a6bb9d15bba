package channel

import (
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

const (
	recordDeliveries = 10_000
	recordBytes      = 32 << 20
)

// record keeps the newest deliveries of one channel: at most recordDeliveries of them and recordBytes of bodies, so that
// memory stays flat under load. The newest is kept whatever its size.
type record struct {
	mu      sync.Mutex
	items   []*arrival
	byID    map[string]*arrival
	bytes   int
	refused map[string]uint64
	dropped uint64
}

func newRecord() *record {
	r := new(record)
	r.clear()
	return r
}

// accept adds the delivery, or counts it as the repeat of the one with its webhook-id. The same id with other content is a
// 409 ProblemError.
func (r *record) accept(a arrival, now time.Time) (repeated bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	earlier, known := r.byID[a.WebhookID]
	switch {
	case known && earlier.content != a.content:
		return false, conflict()
	case known:
		earlier.Received++
		earlier.LastAt = now.UTC()
		return true, nil
	}
	a.Received, a.FirstAt, a.LastAt = 1, now.UTC(), now.UTC()
	r.items, r.byID[a.WebhookID] = append(r.items, &a), &a
	r.bytes += len(a.Body)
	r.makeRoom()
	return false, nil
}

func (r *record) makeRoom() {
	for len(r.items) > recordDeliveries || (r.bytes > recordBytes && len(r.items) > 1) {
		oldest := r.items[0]
		delete(r.byID, oldest.WebhookID)
		r.bytes -= len(oldest.Body)
		r.items[0] = nil
		r.items = r.items[1:]
		r.dropped++
	}
}

func (r *record) refuse(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused[code]++
}

// list returns the tenant's deliveries, oldest first; an empty tenant means all of them.
func (r *record) list(tenantID string) Deliveries {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := []Delivery{}
	for _, item := range r.items {
		if tenantID == "" || item.TenantID == tenantID {
			found = append(found, item.Delivery)
		}
	}
	return Deliveries{Items: found, Refused: maps.Clone(r.refused), Dropped: r.dropped}
}

func (r *record) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items, r.byID, r.bytes = nil, map[string]*arrival{}, 0
	r.refused, r.dropped = map[string]uint64{}, 0
}

func conflict() reply.ProblemError {
	return reply.ProblemError{
		Status: http.StatusConflict, Code: "DELIVERY_CONFLICT", Detail: "webhook-id was accepted before with other content",
		Errors: []reply.FieldError{{Path: headerID, Message: "was accepted before with other content"}},
	}
}
