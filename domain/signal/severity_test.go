package signal_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestSeverityScaleHasFiveNamesInOrder(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"info", "low", "medium", "high", "critical"} {
		severity, ok := signal.ParseSeverity(name)
		require.True(t, ok)
		require.Equal(t, signal.Severity(i), severity)
		require.Equal(t, name, severity.String())
		require.InDelta(t, float64(i)/4, severity.Share(), 1e-9)
	}
	require.Equal(t, "critical", signal.Severity(9).String())
}

func TestSeverityOfARequestIsWrittenExactly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "High", "HIGH", "warn", "error", " high", "5"} {
		_, ok := signal.ParseSeverity(name)
		require.False(t, ok, name)
	}
}

func TestScalesOfOthersAreMapped(t *testing.T) {
	t.Parallel()
	for want, names := range map[signal.Severity][]string{
		signal.Info:     {"info", "debug", "informational", "notice", "none"},
		signal.Low:      {"low", "note", "minor"},
		signal.Medium:   {"medium", "warn", "warning", "moderate"},
		signal.High:     {"high", "error", "err", "major"},
		signal.Critical: {"critical", "fatal", "blocker", "emergency", "alert", "crit"},
	} {
		for _, name := range names {
			for _, spelling := range []string{name, strings.ToUpper(name), strings.ToUpper(name[:1]) + name[1:]} {
				got, ok := signal.MapSeverity(spelling)
				require.True(t, ok, spelling)
				require.Equal(t, want, got, spelling)
			}
		}
	}
}

func TestUnknownSeverityIsNotGuessed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "bad", "warned", "hi gh", "0"} {
		_, ok := signal.MapSeverity(name)
		require.False(t, ok, name)
	}
}

func TestWhatParsesMapsToTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.OneOf(rapid.SampledFrom([]string{"info", "low", "medium", "high", "critical"}), rapid.String()).Draw(rt, "name")
		if parsed, ok := signal.ParseSeverity(name); ok {
			mapped, known := signal.MapSeverity(name)
			require.True(rt, known)
			require.Equal(rt, parsed, mapped)
		}
	})
}
