package cursor_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/cursor"
)

func TestACursorNamesItsPlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list, after := rapid.StringN(0, 40, -1).Draw(t, "list"), rapid.StringN(0, 40, -1).Draw(t, "after")
		read, err := cursor.Read(list, cursor.Write(list, after))
		require.NoError(t, err)
		require.Equal(t, after, read)
	})
}

func TestACursorOfAnotherListIsRefused(t *testing.T) {
	t.Parallel()
	_, err := cursor.Read("playbooks?status=paused", cursor.Write("playbooks?status=", "x"))
	require.Error(t, err)
}

func TestAnAlteredCursorIsRefused(t *testing.T) {
	t.Parallel()
	good := cursor.Write("list", "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c")
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/\n\r "
	for i := range len(good) {
		for _, other := range []byte(alphabet) {
			if other == good[i] {
				continue
			}
			_, err := cursor.Read("list", good[:i]+string(other)+good[i+1:])
			require.Error(t, err, "byte %d as %q", i, other)
		}
		for _, shorter := range []string{good[:i], good[i+1:]} {
			_, err := cursor.Read("list", shorter)
			require.Error(t, err)
		}
		_, err := cursor.Read("list", good[:i]+"\n"+good[i:])
		require.Error(t, err, "line break at %d", i)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("list", cursor.Write("list", "1"))
	f.Add("", "e30")
	f.Fuzz(func(t *testing.T, list, text string) {
		after, err := cursor.Read(list, text)
		if err == nil {
			require.Equal(t, text, cursor.Write(list, after))
		}
	})
}
