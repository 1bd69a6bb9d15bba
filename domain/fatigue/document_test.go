package fatigue_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
)

func TestAWindowIsReadAsItWasKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at := noon.Add(time.Duration(rapid.Int64Range(-1e12, 1e12).Draw(rt, "at")) * time.Microsecond)
		window := fatigue.Window{Version: rapid.Int64().Draw(rt, "version"), Entries: rapid.SliceOfN(entries(at), 0, 5).Draw(rt, "entries")}
		text, err := window.Document()
		require.NoError(rt, err)
		read, err := fatigue.FromDocument(window.Version, text)
		require.NoError(rt, err)
		require.Equal(rt, window, read)
	})
	_, err := fatigue.FromDocument(1, "[{]")
	require.ErrorContains(t, err, "read a kept fatigue window")
}
