package eris_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestOneReceiptIsPostedWithItsKey(t *testing.T) {
	t.Parallel()
	for _, code := range []int{200, 201, 202} {
		s := newService(t, answers{single: takeSingle(code)})
		verdicts, err := submit(t, s, sealed(1))
		require.NoError(t, err)
		require.Equal(t, []ports.Verdict{accepted}, verdicts)
		got := s.requests()
		require.Len(t, got, 1)
		require.Equal(t, singlePath, got[0].path)
		require.Equal(t, sealed(1)[0].Text, got[0].body)
		require.Equal(t, receiptID(1).String(), got[0].header.Get("Idempotency-Key"))
		require.Equal(t, "acme", got[0].header.Get("X-Tenant-ID"))
		require.Equal(t, requestID, got[0].header.Get("X-Request-Id"))
		require.Empty(t, got[0].header.Values("Authorization"))
	}
}

func TestTokenAndTraceAreSent(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	s := newService(t, answers{single: takeSingle(201)})
	client := newClient(t, s, func(settings *httpclient.Settings) {
		settings.Token = "the-token"
		settings.Propagate = func(ctx context.Context, header http.Header) {
			trace, _ := ctx.Value(traceKey{}).(string)
			header.Set("Traceparent", trace)
		}
	})
	_, err := client.Submit(context.WithValue(t.Context(), traceKey{}, "00-1-2-01"), "acme", sealed(1))
	require.NoError(t, err)
	header := s.requests()[0].header
	require.Equal(t, "Bearer the-token", header.Get("Authorization"))
	require.Equal(t, "00-1-2-01", header.Get("Traceparent"))
}

func TestARefusalIsFinalWithoutItsText(t *testing.T) {
	t.Parallel()
	for _, code := range []int{400, 401, 403, 404, 409, 413, 422} {
		s := newService(t, answers{single: text(code, `{"detail":"hunter2"}`)})
		verdicts, err := submit(t, s, sealed(1))
		require.NoError(t, err)
		require.Len(t, verdicts, 1)
		require.True(t, verdicts[0].Final)
		require.False(t, verdicts[0].Accepted)
		require.Regexp(t, "^the evidence service answered 4..$", verdicts[0].Reason)
	}
}

func TestOtherAnswersAreUnavailable(t *testing.T) {
	t.Parallel()
	for _, code := range []int{408, 429, 500, 502, 503, 504, 204} {
		s := newService(t, answers{single: status(code)})
		verdicts, err := submit(t, s, sealed(1))
		requireUnavailable(t, verdicts, err)
	}
}

func TestAnAcknowledgementOfSomethingElseIsNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing": "", "garbage": "<html>hello</html>", "no id": `{"status":"accepted"}`,
		"another receipt": `{"receipt_id":"` + receiptID(9).String() + `"}`, "another type": `{"receipt_id":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, answers{single: text(201, body)})
			verdicts, err := submit(t, s, sealed(1))
			requireUnavailable(t, verdicts, err)
		})
	}
}

func TestARedirectIsNotFollowedAndNotRepeated(t *testing.T) {
	t.Parallel()
	elsewhere := newService(t, answers{single: takeSingle(201)})
	for name, location := range map[string]string{
		"another server": elsewhere.URL + singlePath, "no place": "", "no URL": "http://[hunter2", "another scheme": "file:///hunter2",
	} {
		for _, code := range []int{301, 302, 303, 307, 308} {
			s := newService(t, answers{single: func(w http.ResponseWriter, _ *http.Request) {
				if location != "" {
					w.Header().Set("Location", location)
				}
				w.WriteHeader(code)
			}})
			verdicts, err := submit(t, s, sealed(1))
			requireUnavailable(t, verdicts, err)
			require.NotContains(t, err.Error(), "hunter2", name)
			require.ErrorContains(t, err, strconv.Itoa(code), name)
		}
	}
	require.Empty(t, elsewhere.paths())
}
