package system_test

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// slowed passes on what a client says, counts its pings, and holds answers up for as long as it is
// told.
type slowed struct {
	address string
	delay   atomic.Int64
	// pings counts the clients' questions whether the database is there.
	pings atomic.Int64
}

func newSlowed(tb testing.TB, target string) *slowed {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	s := &slowed{address: listener.Addr().String()}
	var running sync.WaitGroup
	stopping := make(chan struct{})
	running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { s.serve(client, target, stopping) })
		}
	})
	tb.Cleanup(func() {
		close(stopping)
		_ = listener.Close()
		running.Wait()
	})
	return s
}

// serve ends when either side does, or the test.
func (s *slowed) serve(client net.Conn, target string, stopping <-chan struct{}) {
	server, err := net.Dial("tcp", target) //nolint:noctx // it is on this machine
	if err != nil {
		_ = client.Close()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { s.pass(server, client, 0, stopping) })
	both.Go(func() { s.pass(client, server, 1, stopping) })
	done := make(chan struct{})
	go func() {
		both.Wait()
		close(done)
	}()
	select {
	case <-stopping:
		_, _ = client.Close(), server.Close()
	case <-done:
	}
	<-done
}

func (s *slowed) pass(to, from net.Conn, delayed int64, stopping <-chan struct{}) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		s.pings.Add(int64(bytes.Count(buffer[:n], []byte("-- ping"))))
		select {
		case <-stopping:
			return
		case <-time.After(time.Duration(s.delay.Load() * delayed)):
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
