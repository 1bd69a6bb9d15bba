package portstest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/ports"
)

// race commits the sets at once and answers how many went through; the rest must
// be stale.
func (s StoreSubject) race(t *testing.T, sets []ports.WriteSet) int {
	t.Helper()
	errs := make([]error, len(sets))
	var running sync.WaitGroup
	for i, set := range sets {
		running.Go(func() { _, errs[i] = s.Store.Commit(t.Context(), set) })
	}
	running.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		requireStale(t, err)
	}
	return won
}

const rivals = 8

func commitKeyRace(t *testing.T, s StoreSubject) {
	t.Helper()
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = DecisionSet(SampleDecision(acme, byte(10*i), Noon()), SampleKey("k1"))
	}
	require.Equal(t, 1, s.race(t, sets))
}

func commitSignalRace(t *testing.T, s StoreSubject) {
	t.Helper()
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		decided := SampleDecision(acme, byte(10*i), Noon())
		decided.SignalID = "s1"
		sets[i] = DecisionSet(decided, nil)
	}
	require.Equal(t, 1, s.race(t, sets))
}

func commitPreferencesRace(t *testing.T, s StoreSubject) {
	t.Helper()
	for revision := range int64(2) { // the first change of all, then another
		sets := make([]ports.WriteSet, rivals)
		for i := range sets {
			wanted := SamplePreferences(revision + 1)
			wanted.SnoozeUntil = Noon().Add(time.Duration(i) * time.Second)
			sets[i] = PreferencesSet(acme, "ada", wanted)
		}
		require.Equal(t, 1, s.race(t, sets))
		require.Equal(t, revision+1, s.preferences(t, acme, "ada").Revision)
	}
}

func commitPlaybookRace(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := SamplePlaybook(acme, 100)
	require.NoError(t, s.commit(t, PlaybookSet(draft, false)))
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		next, err := draft.Replace(draft.Latest.Definition, Noon().Add(time.Duration(i)*time.Second))
		require.NoError(t, err)
		sets[i] = PlaybookSet(next, false)
	}
	require.Equal(t, 1, s.race(t, sets))
	kept, err := s.Playbooks.ReadPlaybook(t.Context(), acme, draft.ID)
	require.NoError(t, err)
	require.Equal(t, int64(2), kept.Version)
}
