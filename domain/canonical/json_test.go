package canonical_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

// names are ASCII and unique in an object, as Object demands.
var names = rapid.StringMatching(`[ -~]{0,8}`)

// texts reach control characters, quotes, every plane of Unicode, the separators
// that other encoders escape, and bytes that are not UTF-8.
var texts = rapid.OneOf(
	rapid.String(),
	rapid.StringMatching(`[\x00-\x1f"\\/<>&\x7f\x{2028}\x{2029}\x{ffff}\x{10ffff}]{0,12}`),
	rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
)

const exact = 1 << 53

func scalars() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Just[any](nil), rapid.Bool().AsAny(), texts.AsAny(),
		rapid.IntRange(-exact, exact).AsAny(), rapid.Int64Range(-exact, exact).AsAny(),
		rapid.Float64Range(-1e20, 1e20).Filter(func(f float64) bool { return f == 0 || math.Abs(f) >= 1e-6 }).AsAny(),
		rapid.SliceOf(texts).AsAny(),
	)
}

func objects(depth int) *rapid.Generator[canonical.Object] {
	value := scalars()
	if depth > 0 {
		value = rapid.OneOf(value, objects(depth-1).AsAny(),
			rapid.SliceOfN(objects(depth-1), 0, 3).AsAny(), rapid.SliceOfN(scalars(), 0, 3).AsAny())
	}
	return rapid.Custom(func(t *rapid.T) canonical.Object {
		object := canonical.Object{}
		for _, name := range rapid.SliceOfNDistinct(names, 0, 6, rapid.ID).Draw(t, "names") {
			object = append(object, canonical.Member{Name: name, Value: value.Draw(t, "value")})
		}
		return object
	})
}

// plain answers the value as encoding/json knows it.
func plain(value any) any {
	switch v := value.(type) {
	case canonical.Object:
		fields := make(map[string]any, len(v))
		for _, member := range v {
			fields[member.Name] = plain(member.Value)
		}
		return fields
	case []canonical.Object:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = plain(item)
		}
		return list
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = plain(item)
		}
		return list
	case []string:
		return append([]string{}, v...)
	}
	return value
}

// The reference is another implementation of RFC 8785 over encoding/json.
func TestCanonicalFormIsThatOfRFC8785(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		object := objects(3).Draw(rt, "object")
		encoded, err := json.Marshal(plain(object))
		require.NoError(rt, err)
		want, err := jcs.Transform(encoded)
		require.NoError(rt, err)
		require.Equal(rt, string(want), canonical.Marshal(object))
	})
}

func TestOrderOfMembersDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		object := objects(1).Draw(rt, "object")
		shuffled := canonical.Object(rapid.Permutation([]canonical.Member(object)).Draw(rt, "shuffled"))
		before := slices.Clone(shuffled)
		require.Equal(rt, canonical.Marshal(object), canonical.Marshal(shuffled))
		require.Equal(rt, before, shuffled, "marshalling changes nothing")
	})
}

func TestNumbersAreWrittenInTheirShortestForm(t *testing.T) {
	t.Parallel()
	for want, number := range map[string]any{
		"0": 0.0, "1": 1.0, "0.25": 0.25, "-3.5": -3.5, "0.000001": 1e-6, "100000000000000000000": 1e20,
		"7": 7, "-7": int64(-7), "9007199254740992": int64(exact),
	} {
		require.Equal(t, want, string(canonical.Append(nil, number)))
	}
	require.Equal(t, "0", string(canonical.Append(nil, math.Copysign(0, -1))), "there is no negative zero")
}

func TestOnlyWhatMustBeIsEscaped(t *testing.T) {
	t.Parallel()
	require.Equal(t, `"\b\t\n\f\r\"\\/<>&\u0000\u001f`+"\x7f\u2028é😀\ufffd\"",
		string(canonical.Append(nil, "\b\t\n\f\r\"\\/<>&\x00\x1f\x7f\u2028é😀\xff")))
}

func TestAnUnknownTypeIsAProgrammingError(t *testing.T) {
	t.Parallel()
	require.Panics(t, func() { canonical.Append(nil, uint8(1)) })
	require.Panics(t, func() { canonical.Append(nil, map[string]any{}) })
}

func BenchmarkMarshal(b *testing.B) {
	object := canonical.Object{{Name: "text", Value: strings.Repeat("x", 200)}, {Name: "n", Value: 3}, {Name: "a", Value: []string{"b"}}}
	b.ReportAllocs()
	for b.Loop() {
		canonical.Marshal(object)
	}
}
