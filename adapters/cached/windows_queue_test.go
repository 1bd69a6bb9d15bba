package cached_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	patience = 10 * time.Second
	tick     = time.Millisecond
)

func (f *fixture) commit(t *testing.T, subject signal.Subject, version int64) {
	t.Helper()
	token, err := f.Store(&f.primary).Commit(t.Context(), ports.WriteSet{TenantID: "acme", Fatigue: []ports.FatigueRow{
		{Subject: subject, Change: fatigue.Change{Window: window(version)}},
	}})
	require.NoError(t, err)
	require.Equal(t, ports.Token("token"), token)
}

func TestOfCopiesThatWaitOnlyTheNewestIsWritten(t *testing.T) {
	t.Parallel()
	f := newFixture()
	for _, version := range []int64{1, 3, 2} {
		f.commit(t, "actor:ada", version)
	}
	f.run(t)
	require.Eventually(t, func() bool { return len(f.cache.put()) > 0 }, patience, tick)
	require.Equal(t, []ports.WindowCopy{copyOf(3)}, f.cache.put())
}

// A cache that hangs holds up nobody, and what waits for it is bounded.
func TestNobodyWaitsForACacheThatHangs(t *testing.T) {
	t.Parallel()
	const most, more = 1024, 64
	f := newFixture()
	f.cache.hold = make(chan struct{})
	f.run(t)
	for i := range 2*most + more {
		f.commit(t, signal.Subject(fmt.Sprint("actor:", i)), 1)
	}
	close(f.cache.hold)
	written := -1
	require.Eventually(t, func() bool {
		before := written
		written = len(f.cache.put())
		return written >= most && written == before
	}, patience, 20*time.Millisecond)
	require.LessOrEqual(t, written, most+more, "what is under way comes on top")
}
