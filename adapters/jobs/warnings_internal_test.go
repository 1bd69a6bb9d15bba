package jobs

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyWarningsAndWorseArePassedOn(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(warnings{slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})})

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
	logger := slog.New(warnings{slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelError})})

	logger.WarnContext(t.Context(), "warn")

	require.Empty(t, out.String())
}

func TestARecordHandedOverUnaskedIsHeldToTheLevel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	handler := warnings{slog.NewJSONHandler(&out, nil)}

	require.NoError(t, handler.Handle(t.Context(), slog.Record{Level: slog.LevelInfo, Message: "info"}))

	require.Empty(t, out.String())
}

func TestAttributesAndGroupsGoOnAndKeepTheLevel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(warnings{slog.NewJSONHandler(&out, nil)}).With("kind", "evaluate_signal").WithGroup("job")

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
