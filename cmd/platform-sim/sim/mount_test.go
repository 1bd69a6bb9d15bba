package sim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mounted is a stand-in on a real socket, with an own client, so that no connection outlives the test.
type mounted struct {
	t      *testing.T
	url    string
	client *http.Client
}

func mount(t *testing.T, options sim.Options) *mounted {
	t.Helper()
	handler, err := sim.New(options)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	transport := new(http.Transport)
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &mounted{t: t, url: server.URL, client: &http.Client{Transport: transport, CheckRedirect: stay}}
}

// mountAt is a stand-in whose clock stands still.
func mountAt(t *testing.T, options sim.Options) (*mounted, time.Time) {
	t.Helper()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	options.Now = func() time.Time { return now }
	return mount(t, options), now
}

type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

func (m *mounted) do(method, path string, body any, headers ...string) answer {
	m.t.Helper()
	got, err := m.try(m.request(method, path, body, headers...))
	require.NoError(m.t, err)
	return got
}

func (m *mounted) request(method, path string, body any, headers ...string) *http.Request {
	m.t.Helper()
	request, err := http.NewRequestWithContext(m.t.Context(), method, m.url+path, bytes.NewReader(bodyOf(m.t, body)))
	require.NoError(m.t, err)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return request
}

func (m *mounted) try(request *http.Request) (answer, error) {
	response, err := m.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return answer{t: m.t, status: response.StatusCode, header: response.Header, body: body}, err
}

func bodyOf(t *testing.T, body any) []byte {
	t.Helper()
	switch body := body.(type) {
	case nil:
		return nil
	case []byte:
		return body
	case string:
		return []byte(body)
	}
	encoded, err := json.Marshal(body)
	require.NoError(t, err)
	return encoded
}

func (a answer) into(target any) {
	a.t.Helper()
	require.NoError(a.t, json.Unmarshal(a.body, target), "body: %s", a.body)
}

type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Path string `json:"path"`
	} `json:"errors"`
}

// refused requires a problem of this status that names the field, and returns it.
func (a answer) refused(status int, path string) problem {
	a.t.Helper()
	require.Equal(a.t, status, a.status, "body: %s", a.body)
	require.Equal(a.t, "application/problem+json", a.header.Get("Content-Type"))
	var got problem
	a.into(&got)
	require.Equal(a.t, status, got.Status)
	var paths []string
	for _, wrong := range got.Errors {
		paths = append(paths, wrong.Path)
	}
	if path != "" {
		require.Contains(a.t, paths, path)
	}
	return got
}
