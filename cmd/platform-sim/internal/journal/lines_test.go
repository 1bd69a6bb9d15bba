package journal_test

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/internal/journal"
)

func TestADamagedLastLineIsSkippedWithAWarning(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"half a line":           `{"n":`,
		"a line without an end": `{"n":2}`,
		"a line of something":   "\x00\x00\x00\n",
		"half a line, ended":    "{\"n\":\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := written(t, "{\"n\":1}\n"+damage)
			var logs bytes.Buffer
			file, err := journal.Open(path, slog.New(slog.NewJSONHandler(&logs, nil)))
			require.NoError(t, err)
			requireLines(t, file, `{"n":1}`)
			require.Contains(t, logs.String(), `"level":"WARN"`)
			require.Contains(t, logs.String(), `"line":2`)

			file.Append([]byte(`{"n":3}`))
			require.NoError(t, file.Close())

			require.Equal(t, "{\"n\":1}\n{\"n\":3}\n", content(t, path))
		})
	}
}

func TestALineThatIsDamagedElsewhereIsAnError(t *testing.T) {
	t.Parallel()
	const damaged = "{\"n\":1}\n{\"n\":\n{\"n\":3}\n"
	path := written(t, damaged)

	lines, err := linesOf(opened(t, path))

	require.Equal(t, []string{`{"n":1}`}, lines)
	require.ErrorContains(t, err, "line 2")
	require.ErrorContains(t, err, "move the file away")
	require.True(t, damaged == content(t, path), "the file stays as it is") //nolint:testifylint // no whole JSON
}

func TestLinesMayBeLeftEarly(t *testing.T) {
	t.Parallel()
	file := opened(t, written(t, "{\"n\":1}\n{\"n\":2}\n"))
	for line, err := range file.Lines() {
		require.NoError(t, err)
		require.JSONEq(t, `{"n":1}`, string(line))
		break
	}
	requireLines(t, file, `{"n":1}`, `{"n":2}`)
}
