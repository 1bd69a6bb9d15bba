package redisserver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/redisserver"
)

func TestAMachineWithoutTheProgramSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := redisserver.Start(t.Context())
	require.ErrorIs(t, err, redisserver.ErrNotInstalled)
}
