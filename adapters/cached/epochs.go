package cached

import (
	"fmt"

	"github.com/maypok86/otter/v2"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// mostEpochs bounds for how many tenants the last known epoch is remembered. What is
// forgotten costs a call more, nothing else.
const mostEpochs = 100_000

// epochs remember how often each tenant's answers were invalidated, as far as anybody
// here heard of it. An answer is held under its epoch, so that nobody finds those of
// before (product.md, Caches). No message tells of an invalidation, which could be missed:
// every decision reads the epoch with its own rows, and asks again if it is a later one.
type epochs struct {
	known *otter.Cache[tenant.ID, int64]
}

func newEpochs() (*epochs, error) {
	known, err := otter.New(&otter.Options[tenant.ID, int64]{MaximumSize: mostEpochs})
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d epochs: %w", mostEpochs, err)
	}
	return &epochs{known: known}, nil
}

// latest answers the latest epoch known of, the asker's included.
func (e *epochs) latest(owner tenant.ID, asked int64) int64 {
	known, _ := e.known.GetIfPresent(owner)
	if asked > known {
		e.known.Set(owner, asked)
		return asked
	}
	return known
}
