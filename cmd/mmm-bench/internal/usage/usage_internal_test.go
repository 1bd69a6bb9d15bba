package usage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAProcessIsReadWhateverItIsCalled(t *testing.T) {
	t.Parallel()
	used, err := parseStat("42 (postgres: a) b (c) S 7 42 42 0 -1 4194304 1000 0 0 0 250 50 30 20 20 0 1 0 100 200 300")
	require.NoError(t, err)
	require.Equal(t, stat{parent: 7, own: 3 * time.Second, reaped: 500 * time.Millisecond}, used)
	for _, broken := range []string{"", "42 (x) S 7", "42 (x) S 7 42 42 0 -1 4194304 1000 0 0 0 many 50 30 20"} {
		_, err := parseStat(broken)
		require.ErrorIs(t, err, errStat, broken)
	}
}

func TestResidentMemoryIsInBytes(t *testing.T) {
	t.Parallel()
	size, err := parseMemory("Name:\tmmm-engine\nVmHWM:\t  90000 kB\nVmRSS:\t   73216 kB\nThreads:\t9\n")
	require.NoError(t, err)
	require.Equal(t, int64(73216<<10), size)
	_, err = parseMemory("Name:\tmmm-engine\n")
	require.ErrorIs(t, err, errMemory)
}

func TestTheMachinesWorkIsAllButIdlingAndWaiting(t *testing.T) {
	t.Parallel()
	used, err := parseMachine("cpu  100 20 30 5000 4000 5 6 7 900 900\ncpu0 1 1 1 1 1 1 1 1 1 1\n")
	require.NoError(t, err)
	require.Equal(t, 1680*time.Millisecond, used)
	_, err = parseMachine("intr 1 2 3\n")
	require.ErrorIs(t, err, errMachine)
}
