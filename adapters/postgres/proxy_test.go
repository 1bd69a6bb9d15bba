package postgres_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxy stands between the adapter and the database. It knows the protocol well
// enough to count round trips and to cut a connection at a chosen place.
type proxy struct {
	listener net.Listener
	target   string
	// ready counts ReadyForQuery messages, of which each round trip has one.
	ready atomic.Int64
	// swallow cuts the connection instead of passing on the next ReadyForQuery: the
	// server did what it was told, and the client never hears of it.
	swallow atomic.Bool
	// budget is how many more bytes of clients pass before the connection is cut
	// and the rest never arrives; negative passes everything.
	budget  atomic.Int64
	running sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
}

// newProxy answers a proxy and the URL that leads through it.
func newProxy(t *testing.T, database string) (*proxy, string) {
	t.Helper()
	location, err := url.Parse(database)
	require.NoError(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{listener: listener, target: location.Host}
	p.budget.Store(-1)
	p.running.Go(p.accept)
	t.Cleanup(p.close)
	location.Host = listener.Addr().String()
	return p, location.String()
}

func (p *proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	for _, conn := range p.conns {
		_ = conn.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := (&net.Dialer{}).Dial("tcp", p.target)
		if err != nil {
			_ = client.Close()
			return
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		cut := func() { _, _ = client.Close(), server.Close() }
		p.running.Go(func() { defer cut(); p.forward(server, client) })
		p.running.Go(func() { defer cut(); p.answer(client, server) })
	}
}

// forward passes on what the client says, within the budget.
func (p *proxy) forward(server io.Writer, client io.Reader) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		left := p.budget.Load()
		if left >= 0 {
			n = int(min(int64(n), left))
			p.budget.Add(int64(-n))
		}
		if _, failed := server.Write(buffer[:n]); failed != nil || err != nil || left >= 0 && p.budget.Load() == 0 {
			return
		}
	}
}

// answer passes on what the server says, message by message.
func (p *proxy) answer(client io.Writer, server io.Reader) {
	header := make([]byte, 5)
	for {
		if _, err := io.ReadFull(server, header); err != nil {
			return
		}
		message := make([]byte, 1+binary.BigEndian.Uint32(header[1:]))
		copy(message, header)
		if _, err := io.ReadFull(server, message[len(header):]); err != nil {
			return
		}
		if header[0] == 'Z' {
			p.ready.Add(1)
			if p.swallow.CompareAndSwap(true, false) {
				return
			}
		}
		if _, err := client.Write(message); err != nil {
			return
		}
	}
}
