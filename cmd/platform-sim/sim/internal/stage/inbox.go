package stage

import "sync"

const (
	inboxRequests = 10_000
	inboxBytes    = 32 << 20
)

// inbox keeps the newest requests of one service: at most inboxRequests of them and inboxBytes of bodies, so that memory
// stays flat under load. The newest request is kept whatever its size.
type inbox struct {
	mu      sync.Mutex
	items   []Received
	bytes   int
	dropped uint64
}

func (i *inbox) add(item Received) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.items = append(i.items, item)
	i.bytes += len(item.Body)
	for len(i.items) > inboxRequests || (i.bytes > inboxBytes && len(i.items) > 1) {
		i.bytes -= len(i.items[0].Body)
		i.items[0] = Received{}
		i.items = i.items[1:]
		i.dropped++
	}
}

// list returns the newest limit items of the tenant, oldest first, and how many were ever dropped to make room. An empty
// tenant means all of them, a limit of 0 no limit.
func (i *inbox) list(tenantID string, limit int) ([]Received, uint64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	found := []Received{}
	for _, item := range i.items {
		if tenantID == "" || item.TenantID == tenantID {
			found = append(found, item)
		}
	}
	if limit > 0 && len(found) > limit {
		found = found[len(found)-limit:]
	}
	return found, i.dropped
}

func (i *inbox) clear() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.items, i.bytes, i.dropped = nil, 0, 0
}
