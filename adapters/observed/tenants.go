package observed

import (
	"sync"
	"sync/atomic"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

const (
	// otherTenants is the label of tenants beyond the cap. No tenant can bear it: an
	// id begins with a letter or digit.
	otherTenants = "__other__"
	// defaultMaxTenants is the cap of observability.md, section 1.
	defaultMaxTenants = 1000
)

// tenants give tenants their label and keep the number of series bounded. Known
// tenants, and all of them once the cap is reached, cost no lock.
type tenants struct {
	limit   int
	welcome func(label string)
	known   sync.Map // a set of tenant.ID
	full    atomic.Bool

	mu    sync.Mutex
	count int
}

// newTenants calls welcome once for each tenant that gets a label of its own.
func newTenants(limit int, welcome func(label string)) *tenants {
	if limit <= 0 {
		limit = defaultMaxTenants
	}
	return &tenants{limit: limit, welcome: welcome}
}

func (t *tenants) label(id tenant.ID) string {
	if _, ok := t.known.Load(id); ok {
		return string(id)
	}
	if t.full.Load() || !id.Valid() {
		return otherTenants
	}
	return t.admit(id)
}

func (t *tenants) admit(id tenant.ID) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.known.Load(id); ok {
		return string(id)
	}
	if t.full.Load() {
		return otherTenants
	}
	t.welcome(string(id))
	t.known.Store(id, struct{}{})
	t.count++
	t.full.Store(t.count >= t.limit)
	return string(id)
}
