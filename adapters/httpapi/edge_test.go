package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/propagation"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
)

func TestEveryAnswerBearsTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	s := open(t)
	calls := []request{{path: "/nothing"}, {method: "PATCH", path: "/decide"}, {method: "OPTIONS", path: "/decide"}}
	for _, r := range good() {
		calls = append(calls, r, admin(r))
	}
	for _, r := range calls {
		header := s.do(t, r).header
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Strict-Transport-Security": "max-age=31536000", "Cache-Control": "no-store",
		} {
			require.Equal(t, []string{value}, header.Values(name), "%s %s", r.method, r.path)
		}
		require.NotEmpty(t, header.Get("X-Request-Id"))
	}
}

func TestARequestIDIsEchoedWhenItIsSafe(t *testing.T) {
	t.Parallel()
	s := open(t)
	for given, safe := range map[string]bool{
		"r-1.a:B_2": true, strings.Repeat("x", 128): true, strings.Repeat("x", 129): false, "a b": false, `a"b`: false, "é": false, "": false,
	} {
		answer := s.do(t, request{path: "/health", header: map[string]string{"X-Request-Id": given}})
		require.Equal(t, safe, answer.header.Get("X-Request-Id") == given, given)
	}
}

func TestAProblemNamesTheCallersTrace(t *testing.T) {
	t.Parallel()
	s := open(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	answer := s.do(t, request{path: "/nothing", header: map[string]string{"traceparent": "00-" + trace + "-00f067aa0ba902b7-01"}})
	require.Equal(t, trace, s.problem(t, answer, http.StatusNotFound).TraceID)
	answer = s.do(t, request{path: "/nothing", header: map[string]string{"traceparent": "00-x-y-01"}})
	require.Empty(t, s.problem(t, answer, http.StatusNotFound).TraceID)
}

func TestMeasurementsNameTheTemplateAndNeverThePath(t *testing.T) {
	t.Parallel()
	s := open(t)
	for path, route := range map[string]string{
		"/playbooks/" + key(1).String(): "GET /v1/mmm/playbooks/{id}", "/playbooks/x/revisions": "GET /v1/mmm/playbooks/{id}/revisions",
		"/health": "GET /v1/mmm/health", "/nothing/at/all": "GET unmatched", "/playbooks/a/b/c/d": "GET unmatched",
	} {
		s.do(t, request{path: path})
		require.Equal(t, route, s.lastObserved())
	}
	s.do(t, request{method: "SPAM", path: "/health"})
	require.True(t, strings.HasPrefix(s.lastObserved(), "other "), s.lastObserved())
}

func TestHealthAndReadinessAnswerByTheirState(t *testing.T) {
	t.Parallel()
	s := open(t)
	require.JSONEq(t, `{"status":"healthy"}`, s.do(t, request{path: "/health"}).body)
	require.JSONEq(t, `{"status":"ready","checks":[{"name":"database","status":"ok","latency_ms":0,"since":"2028-02-29T12:00:00Z"}]}`,
		s.do(t, request{path: "/ready"}).body)
	s = open(t, func(o *httpapi.Options) {
		o.Healthy = func() bool { return false }
		o.Ready = func() httpapi.Readiness {
			return httpapi.Readiness{Checks: []httpapi.Check{{Name: "database", Status: "failing", LastError: "timeout", Latency: 1500e3}}}
		}
	})
	answer := s.do(t, request{path: "/health"})
	require.Equal(t, http.StatusServiceUnavailable, answer.status)
	require.JSONEq(t, `{"status":"unhealthy"}`, answer.body)
	answer = s.do(t, request{path: "/ready"})
	require.Equal(t, http.StatusServiceUnavailable, answer.status)
	require.JSONEq(t, `{"status":"not_ready","checks":[{"name":"database","status":"failing","latency_ms":1.5,"last_error":"timeout"}]}`, answer.body)
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, request{path: "/docs"})
	require.Equal(t, "text/html; charset=utf-8", answer.header.Get("Content-Type"))
	require.Contains(t, answer.header.Get("Content-Security-Policy"), "default-src 'none'")
	for _, foreign := range []string{"<script", "src=", "http://", "https://", "@import", "ZgotmplZ"} {
		require.NotContains(t, answer.body, foreign)
	}
	for _, o := range s.contract.Operations() {
		require.Contains(t, answer.body, `id="`+o.ID+`"`)
		require.Contains(t, answer.body, httpapi.BasePath+o.Path)
	}
}

func TestOptionsMustBeComplete(t *testing.T) {
	t.Parallel()
	_, err := httpapi.New(httpapi.Options{Propagator: propagation.TraceContext{}})
	require.Error(t, err)
}
