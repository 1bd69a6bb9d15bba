package outbound

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"
)

// resolver answers every question for an address with one of this machine.
func resolver(t *testing.T) *net.Resolver {
	t.Helper()
	socket, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = socket.Close() })
	go func() {
		question := make([]byte, 512)
		for {
			length, from, err := socket.ReadFrom(question)
			if err != nil {
				return
			}
			if answer, err := answerTo(question[:length]); err == nil {
				_, _ = socket.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
}

func answerTo(question []byte) ([]byte, error) {
	var message dnsmessage.Message
	if err := message.Unpack(question); err != nil {
		return nil, err
	}
	message.Response, message.Additionals = true, nil
	for _, asked := range message.Questions {
		if asked.Type == dnsmessage.TypeA {
			message.Answers = append(message.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: asked.Name, Type: asked.Type, Class: asked.Class, TTL: 1},
				Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
			})
		}
	}
	return message.Pack()
}

// A name is as good as what it resolves to, unless it was allowed itself.
func TestANameThatResolvesToAPrivateAddressIsNotConnectedTo(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in") }))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	require.NoError(t, err)
	names := resolver(t)
	for list, allowed := range map[string]bool{
		"": false, "another.example.org": false, "inside.example.org": true, "*.example.org": true, "127.0.0.0/8": true, "10.0.0.0/8": false,
	} {
		var a Allowed
		if list != "" {
			require.NoError(t, a.UnmarshalText([]byte(list)))
		}
		connection, err := a.dial(t.Context(), net.Dialer{Resolver: names}, "tcp", net.JoinHostPort("inside.example.org", port))
		if !allowed {
			require.ErrorIs(t, err, ErrPrivate, list)
			require.ErrorContains(t, err, "OUTBOUND_ALLOWED_HOSTS")
			continue
		}
		require.NoError(t, err, list)
		require.NoError(t, connection.Close())
	}
}

func TestAnAddressIsConnectedToOnlyWhereItIsPublicOrAllowed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	target := server.Listener.Addr().String()
	_, err := new(Allowed).Dial(t.Context(), "tcp", target)
	require.ErrorIs(t, err, ErrPrivate)
	var a Allowed
	require.NoError(t, a.UnmarshalText([]byte("127.0.0.1")))
	connection, err := a.Dial(t.Context(), "tcp", target)
	require.NoError(t, err)
	require.NoError(t, connection.Close())
	_, err = a.Dial(t.Context(), "tcp", "no-port")
	require.Error(t, err)
}
