package identifiers_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/identifiers"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

func TestNoTwoIdsAreEqual(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	seen := make(map[id.UUID]bool)
	for range 10_000 {
		for _, made := range []id.UUID{identifiers.Random{}.New(at), identifiers.Random{}.Random()} {
			require.False(t, seen[made])
			seen[made] = true
		}
	}
}

func TestNewIdsCarryTheirTimeAndRandomOnesDoNot(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	made := identifiers.Random{}.New(at)
	require.Equal(t, at, made.Time())
	require.Equal(t, byte(7), made[6]>>4)
	require.Equal(t, byte(4), identifiers.Random{}.Random()[6]>>4)
}
