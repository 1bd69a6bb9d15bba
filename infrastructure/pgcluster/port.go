package pgcluster

import (
	"context"
	"fmt"
	"net"
	"strconv"
)

const loopback = "127.0.0.1"

// freePort asks the kernel for a port that nobody listens on.
func freePort(ctx context.Context) (uint16, error) {
	listener, err := listen(ctx, 0)
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return 0, fmt.Errorf("find a free port: %v is no TCP address", listener.Addr())
	}
	if err := listener.Close(); err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return address.AddrPort().Port(), nil
}

// taken reports whether somebody listens on the port.
func taken(ctx context.Context, port uint16) bool {
	listener, err := listen(ctx, port)
	if err != nil {
		return true
	}
	return listener.Close() != nil
}

func listen(ctx context.Context, port uint16) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", net.JoinHostPort(loopback, strconv.Itoa(int(port))))
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", port, err)
	}
	return listener, nil
}
