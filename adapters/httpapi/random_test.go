package httpapi_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
)

// words are names and values that mean something somewhere in the document, so that
// random bodies get past the first check.
func words() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{
		"tenant_id", "acme", "signal", "signals", "signal_id", "source", "event_type", "severity", "high", "occurred_at",
		"2028-02-29T11:00:00Z", "attributes", "context", "roles", "name", "version", "triggers", "actions", "type", "mirror",
		"action_id", "01000000-0000-7000-8000-000000000003", "result", "shown", "failed", "rating", "useful",
		"surfaces", "ide", "title", "llm", "limits", "priority", "revision", "reason", "secret", "explain", "conditions", awsKey,
	}), rapid.String())
}

func documents(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		words().AsAny(), rapid.Bool().AsAny(), rapid.Float64Range(-1e15, 1e15).AsAny(), rapid.IntRange(-2, 300).AsAny(), rapid.Just[any](nil),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	below := documents(depth - 1)
	objects := rapid.MapOfN(words(), below, 0, 6).AsAny()
	return rapid.OneOf(append(scalars, rapid.SliceOfN(below, 0, 4).AsAny(), objects, objects, objects)...)
}

// bodies draws JSON, JSON with a piece cut out or put in, and what is none.
func bodies() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		text, err := json.Marshal(documents(4).Draw(t, "document"))
		require.NoError(t, err)
		body := string(text)
		switch rapid.IntRange(0, 5).Draw(t, "damage") {
		case 0:
			return body[:rapid.IntRange(0, len(body)).Draw(t, "cut")]
		case 1:
			at := rapid.IntRange(0, len(body)).Draw(t, "at")
			return body[:at] + string(rapid.SliceOfN(rapid.Byte(), 1, 4).Draw(t, "noise")) + body[at:]
		}
		return body
	})
}

func TestNoRequestIsAnsweredWithAServerErrorOrWithoutAProblem(t *testing.T) {
	t.Parallel()
	s := open(t)
	operations := slices.Sorted(maps.Keys(good()))
	rapid.Check(t, func(rt *rapid.T) {
		r := good()[rapid.SampledFrom(operations).Draw(rt, "operation")]
		call := httptest.NewRequestWithContext(t.Context(), methodOf(r), httpapi.BasePath+r.path, strings.NewReader(bodies().Draw(rt, "body")))
		call.Header.Set("Content-Type", rapid.SampledFrom([]string{"application/json", "application/json", "text/plain", ""}).Draw(rt, "type"))
		call.Header.Set("Authorization", "Bearer "+rapid.SampledFrom([]string{adminToken, agentToken, nobodyToken, "x"}).Draw(rt, "token"))
		for _, name := range []string{"If-Match", "Idempotency-Key", "X-GitHub-Delivery", "X-GitHub-Event", "X-Hub-Signature-256", "X-Request-Id", "Last-Event-ID"} {
			if rapid.Bool().Draw(rt, "with "+name) {
				call.Header.Set(name, rapid.OneOf(words(), rapid.StringN(0, 300, -1)).Draw(rt, name))
			}
		}
		call.URL.RawQuery = rapid.SampledFrom([]string{"", "limit=", "cursor=e30", "limit=1&limit=2", "status=%00", "surface=%00", "since=0", "%zz", "a;b"}).Draw(rt, "query")
		recorder := httptest.NewRecorder()
		s.echo.ServeHTTP(recorder, call)
		body, err := io.ReadAll(recorder.Body)
		require.NoError(rt, err)
		require.Less(rt, recorder.Code, 500, "%s", body)
		require.NotContains(rt, string(body), awsKey)
		if recorder.Code >= 400 {
			s.problem(t, reply{status: recorder.Code, header: recorder.Header(), body: string(body)}, recorder.Code)
		}
	})
}

func methodOf(r request) string {
	if r.method == "" {
		return http.MethodGet
	}
	return r.method
}
