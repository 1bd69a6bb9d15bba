package channel_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// raw takes the connection, says the text and, unless it is to stay, resets it.
func raw(text string, stay bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer connection.Close()
		_, _ = connection.Write([]byte(text))
		if stay {
			// It ends when the client leaves.
			_, _ = buffered.ReadByte()
			return
		}
		if tcp, ok := connection.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	}
}

// hanging never answers while the caller listens.
func hanging(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// trickling answers its status at once and its body a byte at a time, for ever.
func trickling(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(code)
		for tick := time.NewTicker(time.Millisecond); ; {
			_, _ = w.Write([]byte("."))
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}
}

// flooding sends 10 MB, and tells how much of it was taken.
func flooding(code int, taken chan<- int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		sent, block := 0, []byte(strings.Repeat("x", 64<<10))
		for sent < 10<<20 {
			n, err := w.Write(block)
			sent += n
			if err != nil {
				break
			}
		}
		taken <- sent
	}
}

// briefly delivers, and gives up after a moment.
func briefly(t *testing.T, r *receiver) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	return newClient(t, r, nil).Deliver(ctx, message(t, action.IDE))
}

func TestAReceiverThatIsNotThereIsUnavailable(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusOK))
	r.Close()
	err := deliver(t, r)
	requireUnavailable(t, err)
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.ErrorContains(t, err, "connection refused", "operators see what is wrong")
}

func TestAConnectionThatBreaksBeforeTheStatusIsUnavailable(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{
		"nothing": "", "half a status": "HTTP/1.1 2", "half a header": "HTTP/1.1 200 OK\r\nContent-Le",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireUnavailable(t, deliver(t, newReceiver(t, raw(said, false))))
		})
	}
}

func TestAHangingReceiverIsUnavailableOnceTheTimeIsUp(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"nothing": hanging, "half a header": raw("HTTP/1.1 200 OK\r\nContent-Le", true),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := briefly(t, newReceiver(t, answer))
			requireUnavailable(t, err)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorContains(t, err, "context deadline exceeded")
		})
	}
}

func TestACallerThatLeavesIsToldSo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := newReceiver(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	err := newClient(t, r, nil).Deliver(ctx, message(t, action.IDE))
	requireUnavailable(t, err)
	require.ErrorIs(t, err, context.Canceled)
}

func TestAHugeAnswerIsCut(t *testing.T) {
	t.Parallel()
	for code, kind := range verdicts() {
		taken := make(chan int, 1)
		requireVerdict(t, kind, deliver(t, newReceiver(t, flooding(code, taken))))
		// Sockets hold some of it too.
		require.Less(t, <-taken, 10<<20, "%d", code)
	}
}

// The status is the receiver's word; what it adds is its own affair, complete or not.
func TestTheStatusCountsWhateverBecomesOfTheBody(t *testing.T) {
	t.Parallel()
	for code, kind := range verdicts() {
		for name, answer := range map[string]http.HandlerFunc{
			"trickled for ever": trickling(code),
			"broken off":        promising(code),
		} {
			t.Run(name+" "+http.StatusText(code), func(t *testing.T) {
				t.Parallel()
				requireVerdict(t, kind, briefly(t, newReceiver(t, answer)))
			})
		}
	}
}

// promising says that more is to come and then leaves.
func promising(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(code)
		_, _ = w.Write([]byte("{"))
	}
}

// verdicts are the kinds by status; Internal stands for none.
func verdicts() map[int]fault.Kind {
	return map[int]fault.Kind{
		http.StatusOK: fault.Internal, http.StatusGone: fault.NotFound, http.StatusTooManyRequests: fault.Exhausted,
		http.StatusFound: fault.Forbidden, http.StatusServiceUnavailable: fault.Unavailable, http.StatusBadRequest: fault.Invalid,
	}
}

func requireVerdict(t *testing.T, kind fault.Kind, err error) {
	t.Helper()
	if kind == fault.Internal {
		require.NoError(t, err)
		return
	}
	require.True(t, fault.Is(err, kind), "%v is no %s", err, kind)
}

// Such a connection belongs to its caller: no context ends it.
func TestAReceiverThatSpeaksAnotherProtocolHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, raw("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: hunter2\r\n\r\n", true))
	answered := make(chan error, 1)
	client, sent := newClient(t, r, nil), message(t, action.IDE)
	go func() { answered <- client.Deliver(t.Context(), sent) }()
	select {
	case err := <-answered:
		requireFault(t, err, fault.Invalid, "DELIVERY_REFUSED")
	case <-time.After(5 * time.Second):
		r.CloseClientConnections()
		t.Fatal("the client waits for a body that never ends")
	}
}
