package system_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxy stands between an engine and its database, and can be cut.
type proxy struct {
	address, target string
	running         sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
}

func newProxy(tb testing.TB, database string) *proxy {
	tb.Helper()
	p := &proxy{address: freeAddress(tb), target: parsedURL(tb, database).Host, open: map[net.Conn]bool{}}
	p.mend(tb)
	tb.Cleanup(p.cut)
	return p
}

// through answers the URL by way of the proxy.
func (p *proxy) through(tb testing.TB, database string) string {
	tb.Helper()
	location := parsedURL(tb, database)
	location.Host = p.address
	return location.String()
}

func parsedURL(tb testing.TB, text string) *url.URL {
	tb.Helper()
	location, err := url.Parse(text)
	require.NoError(tb, err)
	return location
}

// mend lets connections through, at the same address as before.
func (p *proxy) mend(tb testing.TB) {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", p.address)
	require.NoError(tb, err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listener = listener
	p.running.Go(func() { p.accept(listener) })
}

// cut ends every connection and refuses new ones.
func (p *proxy) cut() {
	p.mu.Lock()
	_ = p.listener.Close()
	for connection := range p.open {
		_ = connection.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

func (p *proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target) //nolint:noctx // it is on this machine
		if err != nil {
			_ = client.Close()
			continue
		}
		p.join(listener, client, server)
	}
}

// join passes on both ways, unless the proxy has been cut meanwhile.
func (p *proxy) join(listener net.Listener, client, server net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != listener {
		_, _ = client.Close(), server.Close()
		return
	}
	p.open[client], p.open[server] = true, true
	p.running.Go(func() { p.pass(server, client) })
	p.running.Go(func() { p.pass(client, server) })
}

func (p *proxy) pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_, _ = to.Close(), from.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, to)
	delete(p.open, from)
}
