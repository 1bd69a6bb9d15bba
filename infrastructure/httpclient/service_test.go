package httpclient_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
)

// serve answers a service behind the handler, below the path.
func serve(t *testing.T, path string, handler http.HandlerFunc) *httpclient.Service {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	service, err := httpclient.NewService(httpclient.NewDirect(server.Client()), httpclient.Settings{
		BaseURL: server.URL + path, Token: "s3cret", RequestID: func() string { return "r-1" },
		Propagate: func(_ context.Context, header http.Header) { header.Set("traceparent", "00-1-2-01") },
	})
	require.NoError(t, err)
	return service
}

func request(t *testing.T, method, target, body string) *http.Request {
	t.Helper()
	var reader io.Reader = http.NoBody
	if body != "" {
		reader = strings.NewReader(body)
	}
	asked, err := http.NewRequestWithContext(t.Context(), method, target, reader)
	require.NoError(t, err)
	asked.Header.Set("X-Tenant-ID", "acme")
	return asked
}

func TestAServiceIsAskedBelowItsBaseURLWithAllThatTheContractWants(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "/", "/ubi", "/ubi/"} {
		var got *http.Request
		var sent []byte
		service := serve(t, base, func(w http.ResponseWriter, r *http.Request) {
			got = r
			sent, _ = io.ReadAll(r.Body)
			w.WriteHeader(http.StatusTeapot)
			_, _ = io.WriteString(w, "short and stout")
		})
		status, body, err := service.Ask(request(t, http.MethodPost, "/v1/a%2Fb?q=1%262", `{}`))
		require.NoError(t, err)
		require.Equal(t, http.StatusTeapot, status)
		require.Equal(t, "short and stout", string(body))
		require.Equal(t, strings.TrimSuffix(base, "/")+"/v1/a%2Fb?q=1%262", got.RequestURI)
		require.Equal(t, `{}`, string(sent))
		for name, want := range map[string]string{
			"Authorization": "Bearer s3cret", "X-Request-Id": "r-1", "Traceparent": "00-1-2-01", "X-Tenant-Id": "acme",
			"Content-Type": "application/json", "Accept": "application/json",
		} {
			require.Equal(t, want, got.Header.Get(name), name)
		}
	}
}

func TestARequestThatHasANameKeepsIt(t *testing.T) {
	t.Parallel()
	var got string
	service := serve(t, "", func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("X-Request-Id") })
	asked := request(t, http.MethodGet, "/", "")
	asked.Header.Set("X-Request-Id", "its own")
	_, _, err := service.Ask(asked)
	require.NoError(t, err)
	require.Equal(t, "its own", got)
}

func TestAReplyIsReadUpToItsLimit(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]error{httpclient.ReplyLimit: nil, httpclient.ReplyLimit + 1: httpclient.ErrReplyTooLarge} {
		service := serve(t, "", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, size)) })
		_, _, err := service.Ask(request(t, http.MethodGet, "/", ""))
		require.ErrorIs(t, err, want)
	}
}

func TestAReplyThatBreaksOffIsNone(t *testing.T) {
	t.Parallel()
	service := serve(t, "", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half of it")
	})
	_, _, err := service.Ask(request(t, http.MethodGet, "/", ""))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NotContains(t, err.Error(), "half of it")
}

func TestABaseURLThatNoPathCanFollowIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "ubi", "ftp://host", "http://", "http://user:hunter3@host?x", "http://h/#x", "http://user:hunter3@[::1", "http://user:hunter3@eris:port", "eris:8080", "/v1"} {
		_, err := httpclient.NewService(nil, httpclient.Settings{BaseURL: base})
		require.ErrorIs(t, err, httpclient.ErrBaseURL, base)
		require.NotContains(t, err.Error(), "hunter3")
	}
}
