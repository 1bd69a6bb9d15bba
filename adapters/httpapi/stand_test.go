package httpapi_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Tokens of the stand.
const (
	adminToken    = "admin"
	agentToken    = "agent"
	nobodyToken   = "nobody"
	operatorToken = "operator"
	// visitorToken is of another tenant, with every role.
	visitorToken  = "visitor"
	keysAwayToken = "keys-away"
	// ofActor begins the token of an actor without rights, whose escaped id follows.
	ofActor = "of-actor:"
)

// now is the stand's time, in the middle of a leap day.
func now() time.Time { return time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC) }

// stand is the adapter on a real socket, over use cases of the test's own.
type stand struct {
	url      string
	echo     *echo.Echo
	contract *schema.Contract

	mu       sync.Mutex
	observed []string
}

// open serves the fixture's use cases, changed as the test likes.
func open(t *testing.T, change ...func(*httpapi.Options)) *stand {
	t.Helper()
	s := &stand{}
	options := httpapi.Options{
		Application: fixture(), Tokens: tokens{}, KeySet: keySet{}, Clock: clock{}, IDs: ids{},
		Healthy: func() bool { return true },
		Ready: func() httpapi.Readiness {
			return httpapi.Readiness{Ready: true, Checks: []httpapi.Check{{Name: "database", Status: "ok", Since: now()}}}
		},
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "mmm_up 1\n") }),
		Tracer:  noop.NewTracerProvider().Tracer(""), Propagator: propagation.TraceContext{},
		ObserveRequest: s.observe, Streams: httpapi.StreamTerms{Life: 20 * time.Millisecond},
	}
	for _, c := range change {
		c(&options)
	}
	var err error
	s.echo, err = httpapi.New(options)
	require.NoError(t, err)
	server := httptest.NewServer(s.echo)
	t.Cleanup(server.Close)
	s.url = server.URL + httpapi.BasePath
	s.contract, err = schema.Load([]byte(s.do(t, request{path: "/openapi.yaml"}).body))
	require.NoError(t, err)
	return s
}

func (s *stand) observe(route, method string, _ int, _ time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observed = append(s.observed, method+" "+route)
}

func (s *stand) lastObserved() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.observed[len(s.observed)-1]
}

// with changes the fixture's use cases.
func with(change func(*application.Application)) func(*httpapi.Options) {
	return func(o *httpapi.Options) { change(o.Application) }
}

// request is one call; GET without a token unless it says otherwise.
type request struct {
	method, path, token, body string
	header                    map[string]string
	// chunked sends the body without its length.
	chunked bool
}

type reply struct {
	status int
	header http.Header
	body   string
}

func (s *stand) do(t *testing.T, r request) reply {
	t.Helper()
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	if r.chunked {
		body = io.MultiReader(body)
	}
	if r.method == "" {
		r.method = http.MethodGet
	}
	call, err := http.NewRequestWithContext(t.Context(), r.method, s.url+r.path, body)
	require.NoError(t, err)
	if r.token != "" {
		call.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.body != "" {
		call.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.header {
		call.Header.Del(name)
		if value != "" {
			call.Header.Set(name, value)
		}
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	answer, err := client.Do(call)
	require.NoError(t, err)
	defer func() { require.NoError(t, answer.Body.Close()) }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return reply{status: answer.StatusCode, header: answer.Header, body: string(text)}
}

// fits holds a body against a schema of the document.
func (s *stand) fits(t *testing.T, shape, body string) {
	t.Helper()
	var tree any
	require.NoError(t, json.Unmarshal([]byte(body), &tree), body)
	require.Empty(t, s.contract.Check(shape, "", tree), body)
}

type fieldError struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

type problemAnswer struct {
	Type      string       `json:"type"`
	Detail    string       `json:"detail"`
	Instance  string       `json:"instance"`
	Code      string       `json:"code"`
	Status    int          `json:"status"`
	TraceID   string       `json:"trace_id"`
	Retryable bool         `json:"retryable"`
	Errors    []fieldError `json:"errors"`
}

// problem demands a problem of the status that fits the document.
func (s *stand) problem(t *testing.T, r reply, status int) problemAnswer {
	t.Helper()
	require.Equal(t, status, r.status, r.body)
	require.Equal(t, "application/problem+json", r.header.Get("Content-Type"))
	s.fits(t, "Problem", r.body)
	var p problemAnswer
	require.NoError(t, json.Unmarshal([]byte(r.body), &p))
	require.Equal(t, status, p.Status)
	return p
}

func (p problemAnswer) paths() []string {
	paths := make([]string, len(p.Errors))
	for i, e := range p.Errors {
		paths[i] = e.Path
	}
	return paths
}

type tokens struct{}

// Verify implements ports.Tokens.
func (tokens) Verify(_ context.Context, token string) (actor.Caller, error) {
	caller := actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: token, Type: actor.Human}}
	if escaped, found := strings.CutPrefix(token, ofActor); found {
		var err error
		caller.Actor.ID, err = url.PathUnescape(escaped)
		return caller, err
	}
	switch token {
	case adminToken:
		caller.Actor.Roles = []string{actor.RoleTenantAdmin, actor.RoleOperator, actor.RolePrivacyAdmin}
		caller.Scopes = []actor.Scope{actor.ScopeDecide, actor.ScopeOutcome, actor.ScopeRead, actor.ScopeActForOthers, actor.ScopePolicyInvalidate}
	case agentToken:
		caller.Actor.Type = actor.AIAgent
		caller.Scopes = []actor.Scope{actor.ScopeDecide}
	case operatorToken:
		caller.Actor.Roles = []string{actor.RoleOperator}
	case visitorToken:
		caller.TenantID = "other"
		caller.Actor.Roles = []string{actor.RoleMMMAdmin, actor.RoleTenantAdmin, actor.RoleOperator, actor.RolePrivacyAdmin}
	case nobodyToken:
	case keysAwayToken:
		return actor.Caller{}, fault.New(fault.Unavailable, "IAM_UNAVAILABLE", "the keys cannot be had")
	default:
		return actor.Caller{}, fault.New(fault.Unauthenticated, "TOKEN_INVALID", "the token is not good")
	}
	return caller, nil
}

type keySet struct{}

// PublicKeys implements ports.KeySet.
func (keySet) PublicKeys() []byte { return []byte(`{"keys":[]}`) }

type clock struct{}

// Now implements ports.Clock.
func (clock) Now() time.Time { return now() }

// Monotonic implements ports.Clock.
func (clock) Monotonic() time.Duration { return 0 }

type ids struct{}

// New implements ports.IDs.
func (ids) New(at time.Time) id.UUID { return id.At(at, id.Entropy{}) }

// Random implements ports.IDs.
func (ids) Random() id.UUID { return id.Random([16]byte{1}) }
