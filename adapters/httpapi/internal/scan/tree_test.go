package scan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// values draws any JSON value of some depth.
func values(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Float64Range(-1e300, 1e300).AsAny(), rapid.Just[any](nil),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	below := values(depth - 1)
	return rapid.OneOf(append(scalars,
		rapid.SliceOfN(below, 0, 4).AsAny(), rapid.MapOfN(rapid.String(), below, 0, 4).AsAny())...)
}

func TestATreeIsWhatTheStandardDecoderReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := values(3).Draw(t, "value")
		encode := json.Marshal
		if rapid.Bool().Draw(t, "indented") {
			encode = func(v any) ([]byte, error) { return json.MarshalIndent(v, " ", "\t") }
		}
		body, err := encode(value)
		require.NoError(t, err)
		var want any
		require.NoError(t, json.Unmarshal(body, &want))
		got, _, err := scan.Tree(body)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestWhatIsNotOneJSONValueIsRefused(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", " ", "{", "{}{}", "{} x", "nul", `{"a":}`, `{"a":1,}`, "[1,]", "01", "'a'", "\"\xff\"", "{'a':1}",
		strings.Repeat("[", 40) + strings.Repeat("]", 40), strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 1<<18),
	} {
		_, _, err := scan.Tree([]byte(body))
		require.Error(t, err, "%.40q", body)
	}
}

func TestWhatJSONAllowsAndTheAPIDoesNotIsNamed(t *testing.T) {
	t.Parallel()
	_, problems, err := scan.Tree([]byte(`{"a":[{"b":1,"b":2},"x\u0000y",1e999],"c\u0000":1}`))
	require.NoError(t, err)
	require.Equal(t, []fault.Problem{
		{Path: "a[0].b", Message: "stands twice"},
		{Path: "a[1]", Message: "must not hold the character NUL"},
		{Path: "a[2]", Message: "is a number out of range"},
		{Path: "", Message: "has a name with the character NUL"},
	}, problems)
}

func FuzzTree(f *testing.F) {
	f.Add([]byte(`{"a":[1,-2.5e3,"\u00e9\\\"",true,false,null,{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		tree, _, err := scan.Tree(body)
		if err != nil {
			return
		}
		_, err = json.Marshal(tree)
		require.NoError(t, err)
	})
}
