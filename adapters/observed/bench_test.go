package observed_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
)

// handClock runs only when a test says so.
type handClock struct{ ran atomic.Int64 }

func (c *handClock) Now() time.Time { return time.Unix(0, c.ran.Load()).UTC() }

func (c *handClock) Monotonic() time.Duration { return time.Duration(c.ran.Load()) }

func (c *handClock) pass(d time.Duration) { c.ran.Add(int64(d)) }

// bench is what the decorators write to.
type bench struct {
	registry *prometheus.Registry
	metrics  *observed.Metrics
	clock    *handClock
	spans    *tracetest.SpanRecorder
	tracer   trace.Tracer
	lines    bytes.Buffer
	logger   *slog.Logger
}

func newBench(t *testing.T, maxTenants int) *bench {
	t.Helper()
	b := &bench{registry: prometheus.NewPedanticRegistry(), clock: &handClock{}, spans: tracetest.NewSpanRecorder()}
	metrics, err := observed.NewMetrics(b.registry, maxTenants)
	require.NoError(t, err)
	b.metrics = metrics
	b.tracer = sdk.NewTracerProvider(sdk.WithSpanProcessor(b.spans)).Tracer("test")
	b.logger = slog.New(slog.NewJSONHandler(&b.lines, &slog.HandlerOptions{Level: slog.LevelInfo}))
	return b
}

// logged are the lines so far.
func (b *bench) logged(t *testing.T) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for text := range strings.Lines(b.lines.String()) {
		var line map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &line))
		lines = append(lines, line)
	}
	return lines
}

// value of the series whose labels are given as "name=value", of a counter or
// gauge; of a histogram its sum. False when there is no such series.
func (b *bench) value(t *testing.T, name string, labels ...string) (float64, bool) {
	t.Helper()
	series := b.series(t, name, labels...)
	if series == nil {
		return 0, false
	}
	return series.GetCounter().GetValue() + series.GetGauge().GetValue() + series.GetHistogram().GetSampleSum(), true
}

func (b *bench) series(t *testing.T, name string, labels ...string) *dto.Metric {
	t.Helper()
	families, err := b.registry.Gather()
	require.NoError(t, err)
	for _, family := range families {
		for _, series := range family.GetMetric() {
			if family.GetName() == name && hasLabels(series, labels) {
				return series
			}
		}
	}
	return nil
}

func hasLabels(series *dto.Metric, wanted []string) bool {
	has := map[string]bool{}
	for _, label := range series.GetLabel() {
		has[label.GetName()+"="+label.GetValue()] = true
	}
	for _, label := range wanted {
		if !has[label] {
			return false
		}
	}
	return true
}

func (b *bench) requireValue(t *testing.T, want float64, name string, labels ...string) {
	t.Helper()
	got, ok := b.value(t, name, labels...)
	require.True(t, ok, "no series %s %v", name, labels)
	require.InDelta(t, want, got, 1e-9, "%s %v", name, labels)
}
