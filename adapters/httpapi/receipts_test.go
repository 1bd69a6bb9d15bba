package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/cursor"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestAReceiptsDocumentArrivesAsItWasSigned(t *testing.T) {
	t.Parallel()
	var asked query.GetReceipt
	s := open(t, with(func(a *application.Application) {
		a.Queries.GetReceipt = recorded(&asked, ports.ReceiptView{ID: key(9), State: receipt.Emitted, Document: `{"a":"<&>","b":[1,2]}`})
	}))
	answer := s.do(t, admin(good()["getReceipt"]))
	require.Equal(t, http.StatusOK, answer.status)
	require.Contains(t, answer.body, `"receipt":{"a":"<&>","b":[1,2]}`)
	require.Equal(t, key(9), asked.ReceiptID)
}

func TestAListedReceiptShowsWhatIsKnownAndNoMore(t *testing.T) {
	t.Parallel()
	s := open(t)
	var page struct {
		Items []json.RawMessage `json:"items"`
	}
	require.NoError(t, json.Unmarshal([]byte(s.do(t, admin(good()["listReceipts"])).body), &page))
	require.Len(t, page.Items, 2)
	const at = "2028-02-29T12:00:00Z"
	require.JSONEq(t, `{"receipt_id":"`+key(8).String()+`","status":"sealed","created_at":"`+at+`","parent_receipt_id":"`+key(9).String()+`",
		"sequence":7,"prev_hash":"sha256:0","hash":"sha256:1","kid":"k1","sealed_at":"`+at+`",
		"failed_at":"`+at+`","reason":"answered 422","requeued_at":"`+at+`"}`, string(page.Items[0]))
	require.JSONEq(t, `{"receipt_id":"`+key(9).String()+`","status":"pending"}`, string(page.Items[1]))
}

// The cursor holds what the list goes by, and is good for no list that goes by
// something else.
func TestReceiptsAreReadPageByPageInTheOrderOfTheirState(t *testing.T) {
	t.Parallel()
	var asked query.ListReceipts
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListReceipts = recorded(&asked, query.ReceiptPage{Items: []ports.ReceiptEntry{someReceipt()}, More: true})
	}))
	next := func(path string) string {
		answer := s.do(t, request{path: path, token: adminToken})
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		var page struct {
			NextCursor string `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
		return url.QueryEscape(page.NextCursor)
	}
	place := someReceipt().ReceiptPlace
	var last string
	for status, want := range map[string]ports.ReceiptPlace{
		"": {ID: place.ID}, "pending": {Fed: place.Fed},
		"sealed": {Sequence: 7}, "emitted": {Sequence: 7}, "failed": {Sequence: 7},
	} {
		list := "/receipts?status=" + status
		written := next(list)
		require.Equal(t, query.ListReceipts{Caller: asked.Caller, State: receipt.State(status), Limit: 50}, asked)
		next(list + "&limit=3&cursor=" + written)
		require.Equal(t, query.ListReceipts{Caller: asked.Caller, State: receipt.State(status), Before: want, Limit: 3}, asked)
		if last != "" {
			p := s.problem(t, s.do(t, request{path: list + "&cursor=" + last, token: adminToken}), http.StatusUnprocessableEntity)
			require.Equal(t, []string{"cursor"}, p.paths())
		}
		last = written
	}
}

func TestACursorThatNamesNoPlaceIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	for status, places := range map[string][]string{
		"": {"7", "x"}, "failed": {"-1", "7-3", key(1).String(), "9223372036854775808"},
		"pending": {"7", "-", "1-", "-1", "1-2-3", "1--2", "18446744073709551615-1"},
	} {
		for _, place := range places {
			made := cursor.Write("receipts?status="+status, place)
			answer := s.do(t, request{path: "/receipts?status=" + status + "&cursor=" + made, token: adminToken})
			require.Equal(t, []string{"cursor"}, s.problem(t, answer, http.StatusUnprocessableEntity).paths(), place)
		}
	}
}

func TestARedriveIsHandedOnWithItsSpan(t *testing.T) {
	t.Parallel()
	var asked command.RedriveReceipts
	s := open(t, with(func(a *application.Application) {
		a.Commands.RedriveReceipts = recorded(&asked, command.ReceiptsRedriven{Requeued: 12, Committed: command.Committed{Token: "t1"}})
	}))
	redrive := good()["redriveReceipts"]
	redrive.token = adminToken
	redrive.body = `{"status":"failed","from":"2028-02-29T12:00:00+01:00","to":"2028-02-29T12:00:00.5Z"}`
	answer := s.do(t, redrive)
	require.Equal(t, http.StatusAccepted, answer.status)
	require.JSONEq(t, `{"requeued":12}`, answer.body)
	require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"))
	require.Equal(t, command.RedriveReceipts{
		Caller: asked.Caller, State: receipt.Failed, Span: ports.Span{From: now().Add(-time.Hour), To: now().Add(time.Second / 2)},
	}, asked)
	s.do(t, admin(good()["redriveReceipts"]))
	require.Equal(t, command.RedriveReceipts{Caller: asked.Caller, State: receipt.Failed}, asked)
	redrive.body = `{"status":"failed","to":"0001-01-01T00:00:00Z"}`
	s.do(t, redrive)
	require.False(t, asked.Span.To.IsZero(), "before the first of all times was nothing, which is not all that there is")
}

func TestThatNothingWasRedrivenIsAnAnswerToo(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Commands.RedriveReceipts = always[command.RedriveReceipts](command.ReceiptsRedriven{})
	}))
	answer := s.do(t, admin(good()["redriveReceipts"]))
	require.Equal(t, http.StatusAccepted, answer.status)
	require.JSONEq(t, `{"requeued":0}`, answer.body)
	require.Empty(t, answer.header.Get("MMM-Consistency-Token"))
}
