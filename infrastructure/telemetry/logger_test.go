package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

func TestALineHasExactlyTheContractsFields(t *testing.T) {
	t.Parallel()
	line := logged(t, func(ctx context.Context, logger *slog.Logger) { logger.InfoContext(ctx, "started") })
	require.Equal(t,
		[]string{"actor_id", "level", "message", "service", "tenant_id", "timestamp", "trace_id"},
		slices.Sorted(maps.Keys(line)))
	require.Equal(t, "mmm-engine", line["service"])
	require.Equal(t, "started", line["message"])
	require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`, line["timestamp"])
}

func TestAnErrorStandsUnderTheContractsNameWhateverALibraryCallsIt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"error", "err"} {
		line := logged(t, func(ctx context.Context, logger *slog.Logger) { logger.ErrorContext(ctx, "x", name, "broken") })
		require.Equal(t, "broken", line["error"])
		require.NotContains(t, line, "err")
	}
}

func TestLevelsBearTheContractsNames(t *testing.T) {
	t.Parallel()
	for level, name := range map[slog.Level]string{
		slog.LevelError: "ERROR", slog.LevelWarn: "WARNING", slog.LevelInfo: "INFO", slog.LevelDebug: "DEBUG",
	} {
		line := logged(t, func(ctx context.Context, logger *slog.Logger) { logger.Log(ctx, level, "x") })
		require.Equal(t, name, line["level"])
	}
}

func TestTheContextGivesTheFieldsAndTheLineOverridesThem(t *testing.T) {
	t.Parallel()
	line := logged(t, func(ctx context.Context, logger *slog.Logger) {
		ctx = telemetry.With(ctx, telemetry.Fields{TenantID: "acme", ActorID: "ada", TraceID: "t1"})
		ctx = telemetry.With(ctx, telemetry.Fields{DecisionID: "d1"})
		logger.ErrorContext(ctx, "x", slog.String("actor_id", "eve"), slog.Any("error", errors.New("broken")))
	})
	require.Equal(t, "acme", line["tenant_id"])
	require.Equal(t, "eve", line["actor_id"])
	require.Equal(t, "d1", line["decision_id"])
	require.Equal(t, "t1", line["trace_id"])
	require.Equal(t, "broken", line["error"])
}

func TestALineOfASpanBearsItsTrace(t *testing.T) {
	t.Parallel()
	ctx, span := telemetry.NewIdentifyingTracer().Start(t.Context(), "x")
	defer span.End()
	line := logged(t, func(_ context.Context, logger *slog.Logger) { logger.InfoContext(ctx, "x") })
	require.Equal(t, span.SpanContext().TraceID().String(), line["trace_id"])
	require.Len(t, line["trace_id"], 32)
}

func TestContractFieldsStandAtTheTopWhateverTheGroup(t *testing.T) {
	t.Parallel()
	line := logged(t, func(ctx context.Context, logger *slog.Logger) {
		ctx = telemetry.With(ctx, telemetry.Fields{TenantID: "acme"})
		logger.With("a", 1).With("tenant_id", "other").WithGroup("g").With("b", 2).InfoContext(ctx, "x", "c", 3)
	})
	require.Equal(t, "other", line["tenant_id"])
	require.InDelta(t, 1, line["a"], 0)
	require.Equal(t, map[string]any{"b": 2.0, "c": 3.0}, line["g"])
}

func TestNoFieldStandsTwice(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	telemetry.NewLogger(&out, slog.LevelDebug).With("service", "x", "message", "y", "timestamp", "z").
		InfoContext(t.Context(), "hello", "level", 3, "msg", "m", "time", "t")
	for _, name := range []string{`"service":`, `"message":`, `"timestamp":`, `"level":`} {
		require.Equal(t, 1, strings.Count(out.String(), name), "%s in %s", name, out.String())
	}
}

func TestHashedActorIDsHideTheActorAndKeepLinesTogether(t *testing.T) {
	t.Parallel()
	write := func(secret, actorID string) string {
		var out bytes.Buffer
		telemetry.NewLogger(&out, slog.LevelDebug, telemetry.HashActorIDs([]byte(secret))).
			InfoContext(t.Context(), "x", "actor_id", actorID)
		require.NotContains(t, out.String(), "ada@example.org")
		var line map[string]any
		require.NoError(t, json.Unmarshal(out.Bytes(), &line))
		return line["actor_id"].(string)
	}
	first, again := write("one", "ada@example.org"), write("one", "ada@example.org")
	require.Equal(t, first, again)
	require.NotEqual(t, first, write("two", "ada@example.org"))
	require.NotEqual(t, first, write("one", "eve"))
	require.Empty(t, write("one", ""))
}

func TestDebugLinesAreOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	telemetry.NewLogger(&out, slog.LevelInfo).DebugContext(t.Context(), "x")
	require.Empty(t, out.String())
}

func logged(t *testing.T, write func(context.Context, *slog.Logger)) map[string]any {
	t.Helper()
	var out bytes.Buffer
	write(t.Context(), telemetry.NewLogger(&out, slog.LevelDebug))
	require.Equal(t, 1, strings.Count(out.String(), "\n"), "one object a line")
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	return line
}
