package httpapi_test

import (
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
)

// withJobsView serves a view that says what it was asked, for the operators of acme.
func withJobsView(o *httpapi.Options) {
	o.OperatorsTenant = "acme"
	o.JobsView = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		_, _ = io.WriteString(w, r.Method+" "+r.URL.Path+" "+string(body))
	})
}

func basic(user, token string) map[string]string {
	return map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+token))}
}

// viewCalls are what the page of the view does, one of each kind.
func viewCalls() []request {
	return []request{
		{path: "/ops/jobs"}, {path: "/ops/jobs/"}, {path: "/ops/jobs/assets/main.js"}, {method: "HEAD", path: "/ops/jobs/"},
		{path: "/ops/jobs/api/jobs?state=running"}, {method: "POST", path: "/ops/jobs/api/jobs/cancel", body: `{"ids":["1"]}`},
		{method: "PUT", path: "/ops/jobs/api/queues/signals/pause"}, {method: "PATCH", path: "/ops/jobs/api/queues/signals", body: `{}`},
	}
}

func TestTheViewOfJobsIsForOperatorsOfTheOperatorsTenantAlone(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	for _, r := range viewCalls() {
		r.token = operatorToken
		answer := s.do(t, r)
		require.Equal(t, http.StatusOK, answer.status, r.path)
		if r.method != http.MethodHead {
			path, _, _ := strings.Cut(r.path, "?")
			require.Equal(t, strings.TrimSuffix(methodOf(r)+" "+httpapi.BasePath+path+" "+r.body, " "), strings.TrimSuffix(answer.body, " "))
		}
		for token, status := range map[string]int{
			nobodyToken: 403, agentToken: 403, visitorToken: 404, keysAwayToken: 503, "forged": 401, "": 401,
		} {
			r.token = token
			answer := s.do(t, r)
			require.Equal(t, status, answer.status, "%s with %s", r.path, token)
			if r.method != http.MethodHead {
				s.problem(t, answer, status)
			}
		}
	}
}

func TestWhereThereIsNoViewOfJobsItIsNotFound(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*httpapi.Options){
		"no worker":            func(o *httpapi.Options) { o.JobsView = nil },
		"no operators' tenant": func(o *httpapi.Options) { o.OperatorsTenant = "" },
	} {
		s := open(t, withJobsView, change)
		for _, r := range viewCalls() {
			r.token = operatorToken
			require.Equal(t, http.StatusNotFound, s.do(t, r).status, "%s: %s", name, r.path)
		}
	}
}

func TestABrowserSendsTheTokenAsAPassword(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	asked := s.do(t, request{path: "/ops/jobs/"})
	s.problem(t, asked, http.StatusUnauthorized)
	challenges := asked.header.Values("WWW-Authenticate")
	require.Len(t, challenges, 2)
	require.True(t, strings.HasPrefix(challenges[0], "Basic "), "a browser asks for a password")
	require.True(t, strings.HasPrefix(challenges[1], "Bearer "))

	for _, user := range []string{"", "olga", "a b"} {
		require.Equal(t, http.StatusOK, s.do(t, request{path: "/ops/jobs/", header: basic(user, operatorToken)}).status)
	}
	s.problem(t, s.do(t, request{path: "/ops/jobs/", header: basic("olga", nobodyToken)}), http.StatusForbidden)
	s.problem(t, s.do(t, request{path: "/ops/jobs/", header: basic("olga", visitorToken)}), http.StatusNotFound)
	for _, bad := range []map[string]string{
		basic("olga", ""), basic("olga", "forged"), basic("olga", strings.Repeat("x", 9<<10)), basic(operatorToken, ""),
		{"Authorization": "Basic " + operatorToken},
	} {
		s.problem(t, s.do(t, request{path: "/ops/jobs/", header: bad}), http.StatusUnauthorized)
	}
}

func TestOnlyTheViewOfJobsTakesAPassword(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	for _, path := range []string{"/playbooks", "/receipts", "/decisions/" + key(2).String()} {
		answer := s.do(t, request{path: path, header: basic("olga", adminToken)})
		s.problem(t, answer, http.StatusUnauthorized)
		require.Equal(t, []string{`Bearer realm="mmm-engine"`}, answer.header.Values("WWW-Authenticate"))
	}
}

// A browser sends the password along with whatever another site makes it send.
func TestAnotherSiteCannotUseTheViewOfJobs(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	host := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), httpapi.BasePath)
	for name, c := range map[string]struct {
		header map[string]string
		status int
	}{
		"the page itself":           {map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://" + host}, 200},
		"no browser":                {nil, 200},
		"an old browser, the page":  {map[string]string{"Origin": "http://" + host}, 200},
		"another site":              {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		"another host of the site":  {map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		"an old browser, elsewhere": {map[string]string{"Origin": "https://evil.example"}, 403},
		"a page without an origin":  {map[string]string{"Origin": "null"}, 403},
	} {
		for _, method := range []string{"POST", "PUT", "PATCH"} {
			r := request{method: method, path: "/ops/jobs/api/jobs/cancel", body: `{}`, header: basic("olga", operatorToken)}
			maps.Copy(r.header, c.header)
			answer := s.do(t, r)
			require.Equal(t, c.status, answer.status, "%s: %s", name, answer.body)
			if c.status == http.StatusForbidden {
				require.Equal(t, "CROSS_ORIGIN", s.problem(t, answer, c.status).Code)
			}
		}
	}
}

func TestThePageOfJobsMayLoadItsOwnAssetsAndBeFramedByNobody(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	for _, r := range viewCalls() {
		r.token = operatorToken
		header := s.do(t, r).header
		policy := header.Get("Content-Security-Policy")
		for _, part := range []string{
			"default-src 'none'", "script-src 'self'", "connect-src 'self'", "style-src 'self'", "img-src 'self' data:", "frame-ancestors 'none'",
		} {
			require.Contains(t, policy, part)
		}
		require.NotContains(t, policy, "unsafe-eval")
		require.Equal(t, "DENY", header.Get("X-Frame-Options"))
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"))
		require.Equal(t, "no-store", header.Get("Cache-Control"))
	}
}

func TestABodyForTheViewOfJobsIsBounded(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	big := request{method: "POST", path: "/ops/jobs/api/jobs/cancel", token: operatorToken, body: strings.Repeat(" ", 256<<10+1)}
	require.Equal(t, http.StatusRequestEntityTooLarge, s.do(t, big).status)
	big.chunked = true
	require.Equal(t, http.StatusRequestEntityTooLarge, s.do(t, big).status)
}

func TestTheViewOfJobsIsMeasuredAsOneRoute(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	s.do(t, request{path: "/ops/jobs/jobs/4711", token: operatorToken})
	require.Equal(t, "GET "+httpapi.JobsPath+"/*", s.lastObserved())
}
