package system_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// evidence is what the tests look for in a receipt that reached the evidence service.
type evidence struct {
	ID     string `json:"receipt_id"`
	Parent string `json:"parent_receipt_id"`
	Inputs struct {
		ActorRef   string `json:"actor_ref"`
		ActorType  string `json:"actor_type"`
		DecisionID string `json:"decision_id"`
		ActionID   string `json:"action_id"`
	} `json:"inputs"`
	Result struct {
		Outcome   string `json:"outcome"`
		OutcomeID string `json:"outcome_id"`
	} `json:"result"`
	text string
}

// received answers the tenant's receipts by id, as platform-sim has kept them: those
// that came in bulk, and those that came alone.
func (r renter) received(tb testing.TB) map[string]evidence {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: r.simulator + "/_sim/eris/received?tenant_id=" + r.id})
	listing := decoded[struct {
		Items []struct{ Body json.RawMessage }
	}](tb, got, http.StatusOK)
	all := map[string]evidence{}
	for _, item := range listing.Items {
		for _, body := range several(tb, item.Body) {
			one := evidence{text: string(body)}
			require.NoError(tb, json.Unmarshal(body, &one))
			all[one.ID] = one
		}
	}
	return all
}

// several answers the entries of a list, and what is none as its only one.
func several(tb testing.TB, body json.RawMessage) []json.RawMessage {
	tb.Helper()
	if body[0] != '[' {
		return []json.RawMessage{body}
	}
	var entries []json.RawMessage
	require.NoError(tb, json.Unmarshal(body, &entries))
	return entries
}
