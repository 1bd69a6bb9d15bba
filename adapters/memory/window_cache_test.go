package memory_test

import (
	"testing"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestTheWindowCacheKeepsTheContract(t *testing.T) {
	t.Parallel()
	portstest.WindowCache(t, func(*testing.T) ports.WindowCache { return new(memory.WindowCache) })
}
