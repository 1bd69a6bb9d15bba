package channel_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
)

func TestAMessageIsLabelledWithItsTenantAndItsDelivery(t *testing.T) {
	t.Parallel()
	for _, surface := range action.Surfaces() {
		r := newReceiver(t, status(http.StatusOK))
		sent := message(t, surface)
		require.NoError(t, newClient(t, r, nil).Deliver(t.Context(), sent))
		header := r.requests()[0].header
		for name, want := range map[string]string{
			"X-Tenant-ID": "acme", "X-Request-Id": ids{}.Random().String(),
			"Idempotency-Key": sent.ID.String(), "webhook-id": sent.ID.String(),
			"webhook-timestamp": strconv.FormatInt(sentAt.Unix(), 10),
			"Content-Type":      "application/json", "Accept": "application/json",
		} {
			require.Equal(t, []string{want}, header.Values(name), name)
		}
		require.Empty(t, header.Values("Authorization"), "without a token there is no bearer")
		require.Empty(t, header.Values("Traceparent"))
	}
}

func TestARepeatHasTheSameID(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusOK))
	client := newClient(t, r, nil)
	for range 2 {
		require.NoError(t, client.Deliver(t.Context(), message(t, action.CI)))
	}
	got := r.requests()
	require.Len(t, got, 2)
	for _, name := range []string{"webhook-id", "Idempotency-Key"} {
		require.Equal(t, got[0].header.Get(name), got[1].header.Get(name))
	}
}

func TestTokenAndTraceAreSent(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	r := newReceiver(t, status(http.StatusOK))
	client := newClient(t, r, func(settings *channel.Settings) {
		settings.Token = "the-token"
		settings.Propagate = func(ctx context.Context, header http.Header) {
			trace, _ := ctx.Value(traceKey{}).(string)
			header.Set("Traceparent", trace)
		}
	})
	ctx := context.WithValue(t.Context(), traceKey{}, "00-1-2-01")
	require.NoError(t, client.Deliver(ctx, message(t, action.IDE)))
	header := r.requests()[0].header
	require.Equal(t, []string{"Bearer the-token"}, header.Values("Authorization"))
	require.Equal(t, []string{"00-1-2-01"}, header.Values("Traceparent"))
}
