package id_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

var moments = rapid.Custom(func(t *rapid.T) time.Time {
	return time.UnixMilli(rapid.Int64Range(0, 1<<48-1).Draw(t, "millis")).UTC()
})

func entropy(t *rapid.T) id.Entropy {
	return id.Entropy(rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "entropy"))
}

func TestVersionSevenHasItsBitsAndItsTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at := moments.Draw(rt, "at")
		u := id.At(at, entropy(rt))
		require.Equal(rt, byte(7), u[6]>>4, "version")
		require.Equal(rt, byte(0b10), u[8]>>6, "variant")
		require.Equal(rt, at, u.Time())
		require.False(rt, u.IsZero())
	})
}

func TestVersionFourHasItsBits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		u := id.Random([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "entropy")))
		require.Equal(rt, byte(4), u[6]>>4, "version")
		require.Equal(rt, byte(0b10), u[8]>>6, "variant")
	})
}

func TestEntropyIsKeptButForTheMarks(t *testing.T) {
	t.Parallel()
	u := id.At(time.UnixMilli(0), id.Entropy{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	require.Equal(t, "00000000-0000-7fff-bfff-ffffffffffff", u.String())
	require.Equal(t, "00000000-0000-7000-8000-000000000000", id.At(time.UnixMilli(0), id.Entropy{}).String())
}

func TestLaterSortsAfter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		first, second := moments.Draw(rt, "first"), moments.Draw(rt, "second")
		a, b := id.At(first, entropy(rt)).String(), id.At(second, entropy(rt)).String()
		if first.Before(second) {
			require.Less(rt, a, b)
		}
		if second.Before(first) {
			require.Less(rt, b, a)
		}
	})
}

func TestTimeBeforeTheEpochCountsAsTheEpoch(t *testing.T) {
	t.Parallel()
	require.Equal(t, time.UnixMilli(0).UTC(), id.At(time.Time{}, id.Entropy{1}).Time())
}

func TestTextReadsBackInEitherCase(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		u := id.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "bytes"))
		for _, text := range []string{u.String(), strings.ToUpper(u.String())} {
			parsed, err := id.Parse(text)
			require.NoError(rt, err)
			require.Equal(rt, u, parsed)
		}
		require.Regexp(rt, `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`, u.String())
	})
}

func TestWhatIsNoIdentifierIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "x", "018f6f2a7c3e7b1a9d550d6f4f1a2b3c", "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3",
		"018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3cc", "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3g",
		"018f6f2a_7c3e_7b1a_9d55_0d6f4f1a2b3c", "018f6f2-a7c3e-7b1a-9d55-0d6f4f1a2b3c",
		"{18f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3}", "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b\x00c",
	} {
		u, err := id.Parse(text)
		require.Error(t, err, "%q", text)
		require.True(t, u.IsZero())
	}
}

func TestDocumentsHoldAnIdentifierAsText(t *testing.T) {
	t.Parallel()
	u := id.At(time.UnixMilli(1_700_000_000_000), id.Entropy{1, 2, 3})
	document, err := json.Marshal(map[string]id.UUID{"id": u})
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"`+u.String()+`"}`, string(document))

	var back map[string]id.UUID
	require.NoError(t, json.Unmarshal(document, &back))
	require.Equal(t, u, back["id"])
	require.Error(t, json.Unmarshal([]byte(`{"id":"nope"}`), &back))
}

func FuzzParse(f *testing.F) {
	f.Add("018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := id.Parse(text)
		if err == nil {
			require.Equal(t, strings.ToLower(text), u.String())
		}
	})
}
