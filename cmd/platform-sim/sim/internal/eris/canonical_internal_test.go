package eris

import (
	"encoding/json"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const anySignature = "sig-ed25519:k:AAAA"

// anyValue draws JSON values that hold decoys: names and texts that look like the signature member.
func anyValue(depth int) *rapid.Generator[any] {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{anySignature, "signature", `"signature":"` + anySignature + `"`, `\`}))
	leaves := []*rapid.Generator[any]{
		rapid.Map(texts, func(s string) any { return s }), rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }),
	}
	if depth > 0 {
		leaves = append(leaves,
			rapid.Map(rapid.SliceOfN(anyValue(depth-1), 0, 4), func(l []any) any { return l }),
			rapid.Map(anyObject(depth-1), func(o map[string]any) any { return o }))
	}
	return rapid.OneOf(leaves...)
}

func anyObject(depth int) *rapid.Generator[map[string]any] {
	names := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"signature", "signature_algo", "a", "z", "tenant_id"}))
	return rapid.MapOfN(names, anyValue(depth), 0, 5)
}

func TestCuttingTheSignatureOutIsTheCanonicalFormWithoutIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		object := anyObject(3).Draw(t, "object")
		delete(object, "signature")
		want := transform(t, object)
		object["signature"] = anySignature

		whole, unsigned, err := canonical(encode(t, object), anySignature)

		require.NoError(t, err)
		require.Equal(t, string(transform(t, object)), string(whole))
		require.Equal(t, string(want), string(unsigned))
	})
}

func encode(t require.TestingT, value any) []byte {
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	return encoded
}

func transform(t require.TestingT, value any) []byte {
	canonical, err := jcs.Transform(encode(t, value))
	require.NoError(t, err)
	return canonical
}

func TestASignatureThatIsNotTheMembersIsNotFound(t *testing.T) {
	t.Parallel()
	_, _, err := canonical([]byte(`{"a":{"signature":"x"},"signature":"y"}`), "x")

	require.ErrorIs(t, err, errNoSignature)
}
