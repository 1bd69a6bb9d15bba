package outbound

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// ErrPrivate says that a host resolves to an address that nobody allowed.
var ErrPrivate = errors.New("it is not a public address; if it is meant, allow its host in OUTBOUND_ALLOWED_HOSTS")

// Dial connects as net.Dialer does, to public addresses and allowed ones only. The address
// is looked at when it is about to be connected to, so that no name can resolve to another
// one in between. Through a proxy it would see the proxy's address only: use none.
func (a *Allowed) Dial(ctx context.Context, network, target string) (net.Conn, error) {
	return a.dial(ctx, net.Dialer{}, network, target)
}

func (a *Allowed) dial(ctx context.Context, dialer net.Dialer, network, target string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(target)
	if err != nil {
		return nil, err //nolint:wrapcheck // it is the dialer's own, as net.Dialer would answer it
	}
	if !a.Name(host) {
		dialer.ControlContext = a.control
	}
	return dialer.DialContext(ctx, network, target) //nolint:wrapcheck // see above
}

func (a *Allowed) control(_ context.Context, _, target string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(target)
	if err != nil || !a.Address(at.Addr()) {
		return ErrPrivate
	}
	return nil
}
