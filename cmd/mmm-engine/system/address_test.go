package system_test

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Ports that no system hands to outgoing connections: one that is free stays free,
// also while an engine that had it is started again.
const (
	lowestPort = 20_000
	ports      = 12_000
)

// given has the addresses that a test has already.
var given sync.Map

// freeAddress is one that nobody listens on, and that no other test gets.
func freeAddress(tb testing.TB) string {
	tb.Helper()
	for range ports {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(lowestPort+rand.IntN(ports)))
		if _, taken := given.LoadOrStore(address, true); taken {
			continue
		}
		listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", address)
		if err == nil {
			require.NoError(tb, listener.Close())
			return address
		}
	}
	require.FailNow(tb, "every port is taken")
	return ""
}
