package stack

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// freeAddresses answers two addresses on loopback where nobody listens. Both are
// held until both are known, so that they differ.
func freeAddresses(ctx context.Context) (first, second string, err error) {
	var config net.ListenConfig
	one, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", fmt.Errorf("find a free port: %w", err)
	}
	two, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", errors.Join(fmt.Errorf("find a free port: %w", err), one.Close())
	}
	first, second = one.Addr().String(), two.Addr().String()
	return first, second, errors.Join(one.Close(), two.Close())
}
