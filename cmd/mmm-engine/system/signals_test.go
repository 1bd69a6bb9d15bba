package system_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// decidedSignals answers how often each signal was decided in the background.
func (r renter) decidedSignals(tb testing.TB) map[string]int {
	tb.Helper()
	times := map[string]int{}
	for _, id := range rows[string](tb, r.stack, `SELECT body::jsonb ->> 'signal' FROM decisions
		WHERE tenant_id = $1 AND surface = 'background'`, r.id) {
		times[id]++
	}
	return times
}

// settled hands in one more signal and waits until it is decided: those before it
// have had their turn then.
func (r renter) settled(tb testing.TB) {
	tb.Helper()
	last := newSignal("ci.failed", document{})
	require.Equal(tb, http.StatusAccepted, r.do(tb, r.post("/signals", last, nil)).status)
	eventually(tb, "the last signal is decided", func() bool {
		return r.decidedSignals(tb)[last["signal_id"].(string)] == 1
	})
}

func TestFiveHundredSignalsComeAtOnceAndTheBadOnesAreListed(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	signals := make([]document, 500)
	for i := range signals {
		signals[i] = newSignal("ci.failed", document{})
	}
	signals[7]["severity"] = planted
	signals[7]["colour"] = planted
	delete(signals[499], "event_type")
	signals[250]["signal_id"] = signals[249]["signal_id"]
	type listed struct {
		Index  int
		Errors []struct{ Path, Message string }
	}
	got := decoded[struct {
		Accepted int
		Rejected []listed
	}](t, r.do(t, r.post("/signals", document{"signals": signals}, nil)), http.StatusAccepted)
	require.Equal(t, 498, got.Accepted, "a repeat counts too: %v", got.Rejected[:min(len(got.Rejected), 3)])
	paths := map[int][]string{}
	for _, one := range got.Rejected {
		for _, e := range one.Errors {
			paths[one.Index] = append(paths[one.Index], e.Path)
		}
	}
	require.Len(t, paths, 2)
	require.Len(t, paths[7], 2)
	require.Len(t, paths[499], 1)
	require.Contains(t, paths[499][0], "event_type")
	eventually(t, "all are decided", func() bool { return len(r.decidedSignals(t)) == 497 })
	require.Equal(t, 497, r.count(t, "decisions"))
}
