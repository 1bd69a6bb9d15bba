package erasure_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func pending() erasure.Erasure {
	e := erasure.New(id.UUID{1}, id.UUID{2}, "acme", "kim", "kim left, see HR-kim-7; not about kimono", noon)
	e.RequestedBy, e.AdminType = id.UUID{3}, "human"
	e.Removed = erasure.Removed{erasure.Decisions: 4, erasure.Keys: 1}
	return e
}

func TestAnErasureThatEndedHasForgottenWhomItWasAbout(t *testing.T) {
	t.Parallel()
	before := pending()
	require.Equal(t, erasure.Pending, before.State)
	for _, state := range []erasure.State{erasure.Completed, erasure.Refused} {
		ended := before.End(state, noon.Add(time.Minute))
		require.Equal(t, state, ended.State)
		require.Equal(t, noon.Add(time.Minute), ended.EndedAt)
		require.Empty(t, ended.ActorID)
		require.Equal(t, before.Alias+" left, see HR-"+before.Alias+"-7; not about kimono", ended.Reason)
	}
	require.Equal(t, "kim", before.ActorID)
	require.Equal(t, "deleted-02000000-0000-0000-0000-000000000000", before.Alias)
}

func TestEvidenceOfAnErasureCountsAndNamesNobody(t *testing.T) {
	t.Parallel()
	before := pending()
	ended := before.End(erasure.Completed, noon)
	body := ended.Receipt(id.UUID{9}, time.Second, receipt.Evidence{VersionIDs: []string{"p@1"}, SnapshotHash: "sha256:0"}).Canonical()
	for _, want := range []string{`"erasure/` + ended.ID.String(), `"decisions":4`, `"idempotency_keys":1`, `"signals":0`, `"completed"`} {
		require.Contains(t, body, want)
	}
	happened := ended.Event(id.UUID{8}, id.UUID{9})
	for _, text := range []string{body, canonical.Marshal(happened.Body)} {
		require.NotContains(t, text, "kim")
		require.NotContains(t, text, ended.Alias)
	}
}

func TestWhatIsWrongWithAnErasureIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		actorID, reason string
		paths           []string
	}{
		"nobody":        {"", "", []string{"actor_id"}},
		"both":          {"a\x00", strings.Repeat("x", erasure.MaxReason+1), []string{"actor_id", "reason"}},
		"too long":      {strings.Repeat("x", 257), "", []string{"actor_id"}},
		"as it is said": {" odd\tname ", "", nil},
	} {
		e := erasure.New(id.UUID{}, id.UUID{}, "acme", want.actorID, want.reason, noon)
		var paths []string
		for _, problem := range e.Problems() {
			paths = append(paths, problem.Path)
		}
		require.Equal(t, want.paths, paths, name)
	}
}

func TestEveryPartIsRemovedOnce(t *testing.T) {
	t.Parallel()
	seen := map[erasure.Part]bool{}
	for _, part := range erasure.Parts() {
		require.False(t, seen[part], part)
		seen[part] = true
	}
	require.Equal(t, erasure.Decisions, erasure.Parts()[len(erasure.Parts())-1])
}
