package precondition_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/precondition"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func TestAnETagOfOursIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		version := rapid.Int64Range(1, math.MaxInt64).Draw(t, "version")
		tag := playbook.Playbook{Version: version}.ETag()
		for _, header := range []string{tag, "W/" + tag, " " + tag + " "} {
			read, err := precondition.IfMatch(header)
			require.NoError(t, err)
			require.Equal(t, version, read)
		}
	})
}

func TestNoConditionAndTheStarMeanAnyVersion(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"", "*", " * "} {
		read, err := precondition.IfMatch(header)
		require.NoError(t, err)
		require.Equal(t, precondition.Any, read)
	}
}

func TestAResourceThatIsThereBeforeItIsSetHasTheVersionZero(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"", "*"} {
		known, err := precondition.IfMatchFromZero(header)
		require.NoError(t, err)
		require.Nil(t, known)
	}
	for tag, version := range map[string]int64{`"0"`: 0, `W/"0"`: 0, `"7"`: 7} {
		read, err := precondition.IfMatchFromZero(tag)
		require.NoError(t, err)
		require.Equal(t, version, *read)
	}
	for _, header := range []string{`"-1"`, `"00"`, `"x"`} {
		_, err := precondition.IfMatchFromZero(header)
		require.True(t, fault.Is(err, fault.Stale), header)
	}
}

func TestATagThatNeverWasIsStale(t *testing.T) {
	t.Parallel()
	for _, header := range []string{`"0"`, `"-1"`, `"01"`, `"+1"`, `"x"`, `""`, `"9223372036854775808"`, `W/"a"`} {
		_, err := precondition.IfMatch(header)
		require.True(t, fault.Is(err, fault.Stale), header)
	}
}

func TestWhatIsNoEntityTagIsInvalid(t *testing.T) {
	t.Parallel()
	for _, header := range []string{`1`, `"1`, `1"`, `"`, `"1", "2"`, `w/"1"`, `W/`, `**`} {
		_, err := precondition.IfMatch(header)
		require.True(t, fault.Is(err, fault.Invalid), header)
	}
}

func FuzzIfMatch(f *testing.F) {
	f.Add(`W/"1"`)
	f.Fuzz(func(t *testing.T, header string) {
		version, err := precondition.IfMatch(header)
		if err != nil {
			require.NotEqual(t, fault.Internal, fault.Of(err))
			return
		}
		if version != precondition.Any {
			require.Contains(t, header, strconv.Quote(strconv.FormatInt(version, 10)))
		}
	})
}
