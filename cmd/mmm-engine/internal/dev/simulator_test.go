package dev_test

import (
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestASimulatorIsNotStartedOnATakenAddress(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	address := listener.Addr().String()

	_, err = dev.StartSimulator(t.Context(), dev.SimulatorSettings{Address: address}, io.Discard)

	require.ErrorContains(t, err, address+" is taken")
	require.ErrorContains(t, err, "PLATFORM_SIM_ADDR")
}

func TestASimulatorThatIsNotBesideUsIsAskedFor(t *testing.T) {
	t.Parallel()
	_, err := dev.StartSimulator(t.Context(), dev.SimulatorSettings{Address: "127.0.0.1:0"}, io.Discard)

	require.ErrorContains(t, err, "make build")
}
