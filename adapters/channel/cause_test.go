package channel_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
)

func TestAnAnswerThatIsNoHTTPIsUnavailableAndUnrepeated(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{
		"garbage": "hunter2 says hello\r\n\r\n", "a status that is none": "HTTP/1.1 hunter2 OK\r\n\r\n",
		"a header that is none": "HTTP/1.1 200 OK\r\nhunter2\r\n\r\n",
		"a length that is none": "HTTP/1.1 200 OK\r\nContent-Length: hunter2\r\n\r\n",
		"an encoding unknown":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: hunter2\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := deliver(t, newReceiver(t, raw(said, true)))
			requireUnavailable(t, err)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestOperatorsSeeWhatIsWrongWithTLS(t *testing.T) {
	t.Parallel()
	plain, unknown := newReceiver(t, status(http.StatusOK)), httptest.NewUnstartedServer(status(http.StatusOK))
	// It complains of the handshake.
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0)
	unknown.StartTLS()
	t.Cleanup(unknown.Close)
	for address, said := range map[string]string{
		unknown.URL: "failed to verify certificate",
		strings.Replace(plain.URL, "http:", "https:", 1): "server gave HTTP response to HTTPS client",
	} {
		client := newClient(t, plain, func(settings *channel.Settings) { settings.BaseURL = address })
		err := client.Deliver(t.Context(), message(t, action.IDE))
		requireUnavailable(t, err)
		require.ErrorContains(t, err, said)
	}
}

func TestErrorsTellNoSecretAndNoMessage(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"hang": hanging, "reset": raw("", false), "garbage": raw("hunter6\r\n\r\n", false),
		"gone": talking(410), "busy": talking(429), "refused": talking(422), "trouble": talking(500),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, answer)
			client := newClient(t, r, func(settings *channel.Settings) {
				settings.BaseURL = strings.Replace(r.URL, "http://", "http://hunter2:hunter3@", 1) + "/hunter4"
				settings.Token = "hunter5"
			})
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			err := client.Deliver(ctx, message(t, action.IDE))
			require.Error(t, err)
			for _, secret := range []string{
				"hunter", oldSecret, "b2xkLW9sZC1v", "old-old", "runs failed", "Monday", "ci.example", "acme", "ada",
			} {
				require.NotContains(t, err.Error(), secret)
			}
		})
	}
}
