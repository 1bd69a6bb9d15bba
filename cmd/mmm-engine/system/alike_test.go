package system_test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	anID  = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	aHash = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// requireAlike wants the same fields and values; ids, times and hashes only have to
// be of the same kind.
func requireAlike(tb testing.TB, at string, shown, got any) {
	tb.Helper()
	switch shown := shown.(type) {
	case map[string]any:
		object, is := got.(map[string]any)
		require.True(tb, is, "%s is no object", at)
		require.Equal(tb, slices.Sorted(maps.Keys(shown)), slices.Sorted(maps.Keys(object)), "the fields of "+at)
		for _, name := range slices.Sorted(maps.Keys(shown)) {
			requireAlike(tb, at+"."+name, shown[name], object[name])
		}
	case []any:
		list, is := got.([]any)
		require.True(tb, is, "%s is no list", at)
		require.Len(tb, list, len(shown), at)
		for i := range shown {
			requireAlike(tb, at+"["+strconv.Itoa(i)+"]", shown[i], list[i])
		}
	default:
		require.Equal(tb, kindOf(shown), kindOf(got), at)
	}
}

// kindOf answers the value itself, unless it is another one at each call.
func kindOf(value any) any {
	text, is := value.(string)
	if !is {
		return value
	}
	switch _, err := time.Parse(time.RFC3339Nano, text); {
	case err == nil:
		return "a time"
	case anID.MatchString(text):
		return "an id"
	case aHash.MatchString(text):
		return "a hash"
	}
	return text
}
