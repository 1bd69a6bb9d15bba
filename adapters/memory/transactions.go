package memory

import (
	"maps"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/event"
)

// transactions number the commits in the order of their begin, as a database does.
type transactions struct {
	last    uint64
	running map[uint64]bool
}

func (t *transactions) begin() uint64 {
	if t.running == nil {
		t.running = map[uint64]bool{}
	}
	t.last++
	t.running[t.last] = true
	return t.last
}

func (t *transactions) end(number uint64) { delete(t.running, number) }

// horizon is the position before everything that can still be committed.
func (t *transactions) horizon() event.Position {
	oldest := t.last + 1
	if len(t.running) > 0 {
		oldest = slices.Min(slices.Collect(maps.Keys(t.running)))
	}
	return event.Position{Transaction: oldest}
}
