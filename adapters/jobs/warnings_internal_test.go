package jobs

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOnlyWarningsAndWorseArePassedOn(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(newWarnings(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))

	logger.DebugContext(t.Context(), "debug")
	logger.InfoContext(t.Context(), "info")
	require.Empty(t, out.String())

	logger.WarnContext(t.Context(), "warn")
	logger.ErrorContext(t.Context(), "error")
	require.Equal(t, 2, bytes.Count(out.Bytes(), []byte("\n")))
}

func TestALevelThatTheLoggerDropsStaysDropped(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(newWarnings(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelError})))

	logger.WarnContext(t.Context(), "warn")

	require.Empty(t, out.String())
}

func TestARecordHandedOverUnaskedIsHeldToTheLevel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	handler := newWarnings(slog.NewJSONHandler(&out, nil))

	require.NoError(t, handler.Handle(t.Context(), slog.Record{Level: slog.LevelInfo, Message: "info"}))

	require.Empty(t, out.String())
}

func TestAttributesAndGroupsGoOnAndKeepTheLevel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(newWarnings(slog.NewJSONHandler(&out, nil))).With("kind", "evaluate_signal").WithGroup("job")

	logger.InfoContext(t.Context(), "info", "id", 7)
	require.Empty(t, out.String())

	logger.WarnContext(t.Context(), "warn", "id", 7)
	var line struct {
		Kind string         `json:"kind"`
		Job  map[string]int `json:"job"`
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	require.Equal(t, "evaluate_signal", line.Kind)
	require.Equal(t, map[string]int{"id": 7}, line.Job)
}

func TestAMessageThatComesAgainIsToldOnceAnOutage(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	handler := newWarnings(slog.NewJSONHandler(&out, nil))
	began := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for _, after := range []time.Duration{0, time.Second, quiet, quiet + time.Second, 3 * quiet} {
		record := slog.NewRecord(began.Add(after), slog.LevelError, "cannot fetch", 0)
		require.NoError(t, handler.Handle(t.Context(), record))
	}
	require.Equal(t, 2, bytes.Count(out.Bytes(), []byte("\n")), "at the first, and after a minute of peace")
}
