package system_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// request is sent to the API, or where its whole URL says.
type request struct {
	method, path, token string
	// body is sent as it is when it is text or bytes, else as JSON; nil sends none.
	body   any
	header map[string]string
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

// do sends the request and wants an answer, whatever it is.
func (s *stack) do(tb testing.TB, r request) answer {
	tb.Helper()
	got, err := s.try(tb.Context(), r)
	require.NoError(tb, err)
	return got
}

func (s *stack) try(ctx context.Context, r request) (answer, error) {
	made, err := s.made(ctx, r)
	if err != nil {
		return answer{}, err
	}
	response, err := http.DefaultClient.Do(made)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return answer{status: response.StatusCode, header: response.Header, body: body}, err
}

func (s *stack) made(ctx context.Context, r request) (*http.Request, error) {
	body, err := encoded(r.body)
	if err != nil {
		return nil, err
	}
	target := r.path
	if target[0] == '/' {
		target = s.base + target
	}
	made, err := http.NewRequestWithContext(ctx, r.method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	made.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		made.Header.Set("Authorization", "Bearer "+r.token)
	}
	for name, value := range r.header {
		made.Header.Set(name, value)
	}
	return made, nil
}

func encoded(body any) ([]byte, error) {
	switch body := body.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(body), nil
	case []byte:
		return body, nil
	default:
		return json.Marshal(body)
	}
}

// decoded reads an answer that must have the status.
func decoded[T any](tb testing.TB, got answer, status int) T {
	tb.Helper()
	require.Equal(tb, status, got.status, string(got.body))
	var value T
	require.NoError(tb, json.Unmarshal(got.body, &value), string(got.body))
	return value
}

// problem is an RFC 9457 problem as api.md words it.
type problem struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	Retryable                           bool
	TraceID                             string `json:"trace_id"`
	Errors                              []struct{ Path, Message string }
}

func (p problem) paths() []string {
	var paths []string
	for _, e := range p.Errors {
		paths = append(paths, e.Path)
	}
	return paths
}

// refused reads the problem of an answer that must have the status.
func refused(tb testing.TB, got answer, status int) problem {
	tb.Helper()
	p := decoded[problem](tb, got, status)
	require.Equal(tb, "application/problem+json", got.header.Get("Content-Type"))
	require.Equal(tb, status, p.Status)
	for name, text := range map[string]string{"type": p.Type, "title": p.Title, "detail": p.Detail, "code": p.Code} {
		require.NotEmpty(tb, text, name)
	}
	require.NotContains(tb, string(got.body), planted, "a problem repeats no value")
	return p
}
