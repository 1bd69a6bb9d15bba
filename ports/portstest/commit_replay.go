package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func replayRules() map[string]storeRule {
	return map[string]storeRule{
		"an answer is read as it was recorded, with its token":             replayKept,
		"an answer's key is stale while it lives, whatever else was lost":  replayTaken,
		"an answer's key is free after its life":                           replayLife,
		"an answer's key is apart by tenant, operation, caller and itself": replayApart,
		"of concurrent sets with one answer's key one wins":                replayRace,
	}
}

func replaySet(owner tenant.ID, at time.Time, key string) ports.WriteSet {
	return ports.WriteSet{
		TenantID: owner, At: at, Replay: &ports.ReplayRow{Idempotency: *SampleKey(key), Answer: `{"n":"<&>é"}`},
	}
}

func (s StoreSubject) replay(t *testing.T, owner tenant.ID, key ports.Idempotency, now time.Time) *ports.Replay {
	t.Helper()
	kept, err := s.Replays.ReadReplay(t.Context(), owner, key, now.Add(-ports.IdempotencyLife))
	require.NoError(t, err)
	return kept
}

func replayKept(t *testing.T, s StoreSubject) {
	t.Helper()
	set, key := replaySet(acme, Noon(), "k1"), *SampleKey("k1")
	require.Nil(t, s.replay(t, acme, key, Noon()))
	token, err := s.Store.Commit(t.Context(), set)
	require.NoError(t, err)
	want := &ports.Replay{Hash: key.Hash, Answer: set.Replay.Answer, Token: token}
	require.Equal(t, want, s.replay(t, acme, key, Noon()))
	key.Hash = [32]byte{9}
	require.Equal(t, want, s.replay(t, acme, key, Noon()), "another request finds it too")
}

func replayTaken(t *testing.T, s StoreSubject) {
	t.Helper()
	first := replaySet(acme, Noon(), "k1")
	first.Policy = SamplePolicy(1)
	require.NoError(t, s.commit(t, first))
	for _, revision := range []int64{1, 2} { // one that is stale itself, one that is not
		again := replaySet(acme, Noon().Add(time.Hour), "k1")
		again.Policy = SamplePolicy(revision)
		err := s.commit(t, again)
		requireStale(t, err)
		var lost *fault.Error
		require.ErrorAs(t, err, &lost)
		require.Equal(t, ports.KeyTaken, lost.Code)
	}
	s.requirePolicy(t, acme, *SamplePolicy(1))
}

func replayLife(t *testing.T, s StoreSubject) {
	t.Helper()
	key, over := *SampleKey("k1"), Noon().Add(ports.IdempotencyLife)
	before := over.Add(-time.Millisecond)
	require.NoError(t, s.commit(t, replaySet(acme, Noon(), "k1")))
	require.NotNil(t, s.replay(t, acme, key, before))
	requireStale(t, s.commit(t, replaySet(acme, before, "k1")))

	require.Nil(t, s.replay(t, acme, key, over))
	next := replaySet(acme, over, "k1")
	next.Replay.Answer, next.Replay.Idempotency.Hash = `{"n":2}`, [32]byte{7}
	token, err := s.Store.Commit(t.Context(), next)
	require.NoError(t, err)
	require.Equal(t, &ports.Replay{Hash: [32]byte{7}, Answer: `{"n":2}`, Token: token}, s.replay(t, acme, key, over))
}

func replayApart(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, replaySet(acme, Noon(), "k1")))
	key := *SampleKey("k1")
	operation, caller, other := key, key, key
	operation.Operation, caller.Caller, other.Key = "outcome", "another", "k2"
	for _, apart := range []ports.Idempotency{operation, caller, other} {
		require.Nil(t, s.replay(t, acme, apart, Noon()))
		set := replaySet(acme, Noon(), "")
		set.Replay.Idempotency = apart
		require.NoError(t, s.commit(t, set))
	}
	require.Nil(t, s.replay(t, beta, key, Noon()))
	require.NoError(t, s.commit(t, replaySet(beta, Noon(), "k1")))
}

func replayRace(t *testing.T, s StoreSubject) {
	t.Helper()
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = PlaybookSet(SamplePlaybook(acme, byte(100+i)), false)
		sets[i].Replay = replaySet(acme, Noon(), "k1").Replay
	}
	require.Equal(t, 1, s.race(t, sets))
}
