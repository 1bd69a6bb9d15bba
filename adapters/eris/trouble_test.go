package eris_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

// resetting breaks the connection without a reply.
func resetting(w http.ResponseWriter, _ *http.Request) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// hanging never answers while the caller listens.
func hanging(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// trickling starts a reply and never ends it.
func trickling(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write([]byte(`{"receipt_id":`))
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

// promising says that more is to come and then leaves.
func promising(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"receipt_id":`))
}

func TestATransportThatFailsIsUnavailable(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"reset": resetting, "hang": hanging, "trickle": trickling, "broken off": promising,
		"a reply of 10 MB": text(201, strings.Repeat("x", 10<<20)),
	} {
		for _, receipts := range [][]ports.SealedReceipt{sealed(1), sealed(1, 2)} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newService(t, answers{bulk: answer, single: answer})
				limit := 10 * time.Second
				if name == "hang" || name == "trickle" {
					limit = 50 * time.Millisecond
				}
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				verdicts, err := newClient(t, s, nil).Submit(ctx, "acme", receipts)
				requireUnavailable(t, verdicts, err)
			})
		}
	}
}

func TestAReplyIsReadUpToOneMiB(t *testing.T) {
	t.Parallel()
	document := `{"receipt_id":"` + receiptID(1).String() + `"}`
	for over, taken := range map[int]bool{0: true, 1: false} {
		padding := strings.Repeat(" ", 1<<20-len(document)+over)
		s := newService(t, answers{single: text(201, document+padding)})
		_, err := submit(t, s, sealed(1))
		require.Equal(t, taken, err == nil, "%d bytes over: %v", over, err)
	}
}

func TestAServiceThatIsNotThereIsUnavailable(t *testing.T) {
	t.Parallel()
	s := newService(t, answers{})
	s.Close()
	verdicts, err := submit(t, s, sealed(1))
	requireUnavailable(t, verdicts, err)
}

func TestErrorsKeepTheCauseAndNoSecret(t *testing.T) {
	t.Parallel()
	s := newService(t, answers{single: hanging})
	client := newClient(t, s, func(settings *httpclient.Settings) {
		settings.BaseURL = strings.Replace(s.URL, "http://", "http://user:hunter2@", 1) + "/eris"
		settings.Token = "hunter3"
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := client.Submit(ctx, "acme", sealed(1))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	for _, secret := range []string{"hunter2", "hunter3", "receipt_id", s.Listener.Addr().String()} {
		require.NotContains(t, err.Error(), secret)
	}
}
