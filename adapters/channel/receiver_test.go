package channel_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// request is one that the receiver got.
type request struct {
	method string
	path   string
	header http.Header
	body   string
}

// receiver answers as a test tells it to, and keeps what it gets.
type receiver struct {
	*httptest.Server

	mu       sync.Mutex
	received []request
}

func newReceiver(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, got *http.Request) {
		body, _ := io.ReadAll(got.Body)
		r.mu.Lock()
		r.received = append(r.received, request{got.Method, got.URL.RequestURI(), got.Header, string(body)})
		r.mu.Unlock()
		answer(w, got)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) requests() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]request(nil), r.received...)
}

// status answers so, with nothing else.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// talking adds a body.
func talking(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "hunter6")
	}
}

// asking adds when the receiver wants the next try.
func asking(code int, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(code)
	}
}

// ids answer the same, so that a test can expect it.
type ids struct{ ports.IDs }

func (ids) Random() id.UUID { return id.Random([16]byte{1}) }

// sentAt is when every message goes out.
var sentAt = noon.Add(time.Minute)

// clock stands still at sentAt.
type clock struct{ ports.Clock }

func (clock) Now() time.Time { return sentAt }

const oldSecret, newSecret = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQh", "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXch"

func secrets(t *testing.T, written ...string) []channel.Secret {
	t.Helper()
	parsed, err := channel.ParseSecrets(strings.Join(written, ","))
	require.NoError(t, err)
	require.Len(t, parsed, len(written))
	return parsed
}

// newClient sends to the IDE's receiver, signed with the old secret, unless change
// says otherwise.
func newClient(t *testing.T, r *receiver, change func(*channel.Settings)) *channel.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	settings := channel.Settings{
		BaseURL: r.URL, Format: channel.FormatOf(action.IDE, false), Secrets: secrets(t, oldSecret),
	}
	if change != nil {
		change(&settings)
	}
	client, err := channel.New(httpclient.NewDirect(&http.Client{Transport: transport}), ids{}, clock{}, settings)
	require.NoError(t, err)
	return client
}

// deliver sends the message of the IDE to the receiver.
func deliver(t *testing.T, r *receiver) error {
	t.Helper()
	return newClient(t, r, nil).Deliver(t.Context(), message(t, action.IDE))
}

func requireFault(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	var said *fault.Error
	require.ErrorAs(t, err, &said)
	require.Equal(t, kind, said.Kind, "%v", err)
	require.Equal(t, code, said.Code)
}

func requireUnavailable(t *testing.T, err error) {
	t.Helper()
	requireFault(t, err, fault.Unavailable, "RECEIVER_UNAVAILABLE")
}

// pauseOf answers how long the receiver is to be left alone.
func pauseOf(t *testing.T, err error) time.Duration {
	t.Helper()
	var said *fault.Error
	require.ErrorAs(t, err, &said)
	return said.RetryAfter
}
