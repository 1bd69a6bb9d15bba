package jobs_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/db"
)

const viewPrefix = "/ops/jobs"

// viewOf answers the view of the queue, and what it logs.
func viewOf(t *testing.T, q *queue) (http.Handler, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	view, err := jobs.NewView(jobs.ViewOptions{
		Pool: q.worker.Pool, Schema: db.RiverSchema, Prefix: viewPrefix,
		Logger: slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	require.NoError(t, err)
	return view, &out
}

func ask(t *testing.T, view http.Handler, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	recorder := httptest.NewRecorder()
	view.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), method, viewPrefix+path, strings.NewReader(body)))
	return recorder
}

// viewed is a job as the view lists it.
type viewed struct {
	ID    int64  `json:"id"`
	Kind  string `json:"kind"`
	Args  string `json:"args"`
	State string `json:"state"`
}

func listedJobs(t *testing.T, view http.Handler, state string) []viewed {
	t.Helper()
	answer := ask(t, view, http.MethodGet, "/api/jobs?state="+state, "")
	require.Equal(t, http.StatusOK, answer.Code, answer.Body.String())
	var list struct {
		Data []viewed `json:"data"`
	}
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &list))
	return list.Data
}

func TestTheViewListsAndChangesJobsAsTheWorker(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	q.enqueue(nil, signals("one", "two")...)
	view, _ := viewOf(t, q)
	available := listedJobs(t, view, "available")
	require.Len(t, available, 2)
	require.Equal(t, "evaluate_signal", available[0].Kind)
	require.Contains(t, available[0].Args, "one")
	chosen := `{"ids":["` + strconv.FormatInt(available[0].ID, 10) + `"]}`

	for _, step := range []struct{ path, state string }{
		{"/api/jobs/cancel", "cancelled"}, {"/api/jobs/retry", "available"},
	} {
		answer := ask(t, view, http.MethodPost, step.path, chosen)
		require.Equal(t, http.StatusOK, answer.Code, answer.Body.String())
		require.Equal(t, step.state, q.rows("evaluate_signal")[0].State)
	}
	answer := ask(t, view, http.MethodPost, "/api/jobs/delete", chosen)
	require.Equal(t, http.StatusOK, answer.Code, answer.Body.String())
	require.Len(t, listedJobs(t, view, "available"), 1)
	for _, path := range []string{"/api/states", "/api/queues", "/api/features", "/api/version", "/api/autocomplete?facet=job_kind"} {
		answer := ask(t, view, http.MethodGet, path, "")
		require.Equal(t, http.StatusOK, answer.Code, "%s: %s", path, answer.Body)
	}
}

func TestTheViewsPageNamesItsAssetsBelowThePrefix(t *testing.T) {
	t.Parallel()
	view, _ := viewOf(t, newQueue(t))
	page := ask(t, view, http.MethodGet, "/", "")
	require.Equal(t, http.StatusOK, page.Code)
	assets := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1)
	require.Greater(t, len(assets), 3)
	for _, asset := range assets {
		path, below := strings.CutPrefix(asset[1], viewPrefix)
		require.True(t, below, asset[1])
		require.Equal(t, http.StatusOK, ask(t, view, http.MethodGet, path, "").Code, asset[1])
	}
	require.Contains(t, page.Body.String(), viewPrefix+"/api")
}

func TestTheViewLogsTroubleAndNothingOfJobsOrRequests(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	q.enqueue(nil, signals("signal-of-somebody")...)
	view, out := viewOf(t, q)
	listedJobs(t, view, "available")
	require.Equal(t, http.StatusBadRequest, ask(t, view, http.MethodPost, "/api/jobs/cancel", `{"ids":["planted"]}`).Code)
	require.Equal(t, http.StatusBadRequest, ask(t, view, http.MethodGet, "/api/autocomplete?facet=planted", "").Code)
	require.Empty(t, out.String(), "a mistake of the asking is no news")

	q.worker.Close()
	require.GreaterOrEqual(t, ask(t, view, http.MethodGet, "/api/jobs?kinds=planted&state=available", "").Code, 400)
	require.Contains(t, out.String(), `"level":"ERROR"`)
	for _, secret := range []string{"planted", "signal-of-somebody", "acme"} {
		require.NotContains(t, out.String(), secret)
	}
}
