package journal_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/internal/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func opened(t *testing.T, path string) *journal.File {
	t.Helper()
	file, err := journal.Open(path, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() }) // most tests have closed it
	return file
}

func fresh(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "kept.jsonl")
}

// written makes a file with the content.
func written(t *testing.T, content string) string {
	t.Helper()
	path := fresh(t)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	read, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(read)
}

// linesOf reads the lines to their end, without line ends.
func linesOf(file *journal.File) (lines []string, err error) {
	for line, failed := range file.Lines() {
		if failed != nil {
			return lines, failed
		}
		lines = append(lines, string(bytes.TrimSuffix(line, []byte("\n"))))
	}
	return lines, nil
}

func requireLines(t *testing.T, file *journal.File, want ...string) {
	t.Helper()
	lines, err := linesOf(file)
	require.NoError(t, err)
	require.Equal(t, want, lines)
}

func TestLinesAreReadBackInOrder(t *testing.T) {
	t.Parallel()
	path := fresh(t)
	file := opened(t, path)
	requireLines(t, file)
	file.Append([]byte(`{"n":1}`))
	file.Append([]byte(`{"n":2}`))
	require.NoError(t, file.Close())

	again := opened(t, path)
	requireLines(t, again, `{"n":1}`, `{"n":2}`)
	again.Append([]byte(`{"n":3}`))
	require.NoError(t, again.Close())

	requireLines(t, opened(t, path), `{"n":1}`, `{"n":2}`, `{"n":3}`)
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	path := fresh(t)
	file := opened(t, path)
	require.NoError(t, file.Rewrite(slices.Values([][]byte{})))

	info, err := os.Stat(path)

	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
}

func TestATickBringsWhatWaitsToTheFile(t *testing.T) {
	t.Parallel()
	path := fresh(t)
	file := opened(t, path)
	ticks, ended := make(chan time.Time), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(ended)
		file.FlushOn(ctx, ticks)
	}()
	file.Append([]byte(`{"n":1}`))
	require.Empty(t, content(t, path), "a line waits for its flush")

	ticks <- time.Time{}
	ticks <- time.Time{} // taken when the flush before is done
	require.Equal(t, "{\"n\":1}\n", content(t, path))

	cancel()
	<-ended
}

func TestAFlushThatFailsIsToldOnceAndEndsFlushing(t *testing.T) {
	t.Parallel()
	var logs bytes.Buffer
	file, err := journal.Open(fresh(t), slog.New(slog.NewJSONHandler(&logs, nil)))
	require.NoError(t, err)
	require.NoError(t, file.Close())
	file.Append([]byte(`{"n":1}`))
	ticks := make(chan time.Time, 1)
	ticks <- time.Time{}

	file.FlushOn(t.Context(), ticks)

	require.Equal(t, 1, bytes.Count(logs.Bytes(), []byte("\n")))
	require.Contains(t, logs.String(), "not kept any more")
	require.Error(t, file.Flush())
}

func TestAFileThatCannotBeOpenedIsAnError(t *testing.T) {
	t.Parallel()
	_, err := journal.Open(filepath.Join(t.TempDir(), "no folder", "kept.jsonl"), slog.New(slog.DiscardHandler))

	require.ErrorIs(t, err, os.ErrNotExist)
}
