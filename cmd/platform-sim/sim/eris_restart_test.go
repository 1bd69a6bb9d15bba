package sim_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/internal/journal"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

// mountKept is a stand-in that knows the chains in the file again. Closing its journal is stopping it.
func mountKept(t *testing.T, s *sealer, path string) (m *mounted, stop func()) {
	t.Helper()
	file, err := journal.Open(path, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return mount(t, sim.Options{Keys: s.keys, KeepReceipts: 4, Journal: file}), func() { require.NoError(t, file.Close()) }
}

func TestAChainGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	s, path := newSealer(t), filepath.Join(t.TempDir(), "kept.jsonl")
	var last document
	// Often enough that the journal is rewritten between.
	for range 5 {
		m, stop := mountKept(t, s, path)
		for range 3 {
			last = s.next()
			m.accept(last)
		}
		require.True(t, m.chain(tenantA).Verified)
		stop()
	}

	m, stop := mountKept(t, s, path)
	defer stop()
	got := m.chain(tenantA)
	require.True(t, got.Verified)
	require.EqualValues(t, 15, got.Count)
	require.EqualValues(t, 15, got.HeadSequence)
	require.Equal(t, s.prevHash, got.HeadHash)
	require.Equal(t, 200, m.post(last).status, "a repeat is known as one")
}

func TestARepeatAfterARestartAnswersTheFirstTimestamp(t *testing.T) {
	t.Parallel()
	s, path := newSealer(t), filepath.Join(t.TempDir(), "kept.jsonl")
	m, stop := mountKept(t, s, path)
	r := s.next()
	first := m.post(r)
	require.Equal(t, 201, first.status)
	stop()

	again, stop := mountKept(t, s, path)
	defer stop()

	require.JSONEq(t, string(first.body), string(again.post(r).body))
}

func TestWhatWasForgottenOnCommandStaysForgotten(t *testing.T) {
	t.Parallel()
	s, path := newSealer(t), filepath.Join(t.TempDir(), "kept.jsonl")
	m, stop := mountKept(t, s, path)
	m.accept(s.next())
	require.Equal(t, 204, m.do("DELETE", "/_sim/eris/chain", nil).status)
	stop()

	again, stop := mountKept(t, s, path)
	defer stop()

	require.Empty(t, again.chains("").Tenants)
}

func TestRefusedReceiptsAreNotKept(t *testing.T) {
	t.Parallel()
	s, path := newSealer(t), filepath.Join(t.TempDir(), "kept.jsonl")
	m, stop := mountKept(t, s, path)
	forged := s.next()
	forged["status"] = "FORGED"
	require.Equal(t, 422, m.post(forged).status)
	stop()

	again, stop := mountKept(t, s, path)
	defer stop()

	require.Empty(t, again.chains("").Tenants)
}
