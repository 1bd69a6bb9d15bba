package system_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// chatty gives the tenant so many playbooks that tell an actor's IDE of every failed
// run, at such length.
func (r renter) chatty(tb testing.TB, times, length int) renter {
	tb.Helper()
	told := document{
		"type": "mirror", "surfaces": []string{"ide"}, "title": planted + " run {{ signal.attributes.run }}",
		"body": strings.Repeat("x", length),
	}
	for i := range times {
		made := r.do(tb, r.post("/playbooks", document{
			"name": "chatty-" + strconv.Itoa(i), "version": "1.0.0", "actions": []document{told},
			"triggers": []document{{"event_types": []string{"ci.failed"}, "surfaces": []string{"background"}}},
		}, nil))
		id := decoded[document](tb, made, http.StatusCreated)["playbook_id"].(string)
		require.Equal(tb, http.StatusOK, r.do(tb, r.post("/playbooks/"+id+"/publish", document{}, nil)).status)
	}
	return r
}

// fail hands in signals of failed runs of an actor, to be decided in the background.
func (r renter) fail(tb testing.TB, actorID string, runs int) {
	tb.Helper()
	signals := make([]document, runs)
	for i := range signals {
		signals[i] = newSignal("ci.failed", document{"run": float64(i)})
		signals[i]["actor_id"] = actorID
		signals[i]["context"] = document{"repo_id": planted + "/shop", "branch": signals[i]["signal_id"]}
	}
	got := r.do(tb, r.post("/signals", document{"signals": signals}, nil))
	require.Equal(tb, runs, int(decoded[document](tb, got, http.StatusAccepted)["accepted"].(float64)))
}

// tell lets an actor's runs fail, one at a time, until its IDE is to be told so much.
func (r renter) tell(tb testing.TB, actorID string, actions int) {
	tb.Helper()
	for told := 0; told < actions; {
		r.fail(tb, actorID, 1)
		before := told
		eventually(tb, "the run is decided", func() bool { told = len(r.pushed(tb, actorID)); return told > before })
	}
}

// pushed answers what an actor's IDE is to be told, in the order of the feed.
func (r renter) pushed(tb testing.TB, actorID string) []string {
	tb.Helper()
	return rows[string](tb, r.stack, `SELECT delivery_id::text FROM deliveries
		WHERE tenant_id = $1 AND actor_id = $2 AND surface = 'ide' ORDER BY xid, number`, r.id, actorID)
}
