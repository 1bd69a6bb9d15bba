package redisfatigue_test

import (
	"bytes"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// lying answers every command with the same words.
func lying(t *testing.T, reply string) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	go func() {
		defer close(done)
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			answerAll(connection, reply)
		}
	}()
	return "redis://" + listener.Addr().String()
}

// answerAll knows no greeting of newer servers, and is sent one command at a time.
func answerAll(connection net.Conn, reply string) {
	defer func() { _ = connection.Close() }()
	for command := make([]byte, 4096); ; {
		n, err := connection.Read(command)
		if err != nil {
			return
		}
		answer := reply
		if bytes.Contains(bytes.ToLower(command[:n]), []byte("hello")) {
			answer = "-ERR unknown command\r\n"
		}
		_, _ = connection.Write([]byte(answer))
	}
}

// Who asks for three values and gets one must not take it for the first of them, nor look
// for the others.
func TestAServerThatAnswersAnotherNumberOfValuesIsAway(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{"*0\r\n", "*1\r\n$-1\r\n", "*4\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n"} {
		_, found, err := opened(t, lying(t, reply)).GetWindow(t.Context(), "acme", "actor:ada")
		require.True(t, fault.Is(err, fault.Unavailable), "%q: %v", reply, err)
		require.False(t, found)
	}
}
