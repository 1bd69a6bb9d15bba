package observed_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

type retentionRun struct {
	done bool
	err  error
}

func watchedRetention(t *testing.T, runs ...retentionRun) (registry *prometheus.Registry, lines string) {
	t.Helper()
	var log bytes.Buffer
	registry = prometheus.NewRegistry()
	watched := observed.NewRetention(registry, slog.New(slog.NewJSONHandler(&log, nil)), memory.NewClock(portstest.Noon()))
	for _, run := range runs {
		done, err := watched.Watch(t.Context(), func(tell func(job.RetainProgress)) (bool, error) {
			tell(job.RetainProgress{Expired: ports.Expired{"events": 3, "receipts": 2}})
			tell(job.RetainProgress{Table: "decisions", Dropped: 1})
			return run.done, run.err
		})
		require.Equal(t, run.done, done)
		require.Equal(t, run.err, err)
	}
	return registry, log.String()
}

func TestEachRunOfRetentionIsCountedAndLogged(t *testing.T) {
	t.Parallel()
	registry, lines := watchedRetention(t, retentionRun{done: false}, retentionRun{done: true})
	require.NoError(t, testutil.GatherAndCompare(registry, strings.NewReader(`
# HELP mmm_retention_deleted_total Rows that had outlived their period, by table.
# TYPE mmm_retention_deleted_total counter
mmm_retention_deleted_total{table="approvals"} 0
mmm_retention_deleted_total{table="channel_stops"} 0
mmm_retention_deleted_total{table="decisions"} 0
mmm_retention_deleted_total{table="deferrals"} 0
mmm_retention_deleted_total{table="deliveries"} 0
mmm_retention_deleted_total{table="digests"} 0
mmm_retention_deleted_total{table="events"} 6
mmm_retention_deleted_total{table="fatigue_windows"} 0
mmm_retention_deleted_total{table="feedback"} 0
mmm_retention_deleted_total{table="idempotency"} 0
mmm_retention_deleted_total{table="outcomes"} 0
mmm_retention_deleted_total{table="playbook_decisions"} 0
mmm_retention_deleted_total{table="receipts"} 4
mmm_retention_deleted_total{table="replays"} 0
mmm_retention_deleted_total{table="signal_decisions"} 0
mmm_retention_deleted_total{table="signals"} 0
# HELP mmm_retention_partitions_dropped_total Weeks of a table that were dropped whole.
# TYPE mmm_retention_partitions_dropped_total counter
mmm_retention_partitions_dropped_total{table="decisions"} 2
mmm_retention_partitions_dropped_total{table="deliveries"} 0
mmm_retention_partitions_dropped_total{table="events"} 0
mmm_retention_partitions_dropped_total{table="outcomes"} 0
mmm_retention_partitions_dropped_total{table="receipts"} 0
`), "mmm_retention_deleted_total", "mmm_retention_partitions_dropped_total"))
	require.Contains(t, lines, `"rows":5,"partitions":1,"done":false`)
	require.Contains(t, lines, `"rows":5,"partitions":1,"done":true`)
}

func TestOnlyARunThatLeftNothingIsASuccess(t *testing.T) {
	t.Parallel()
	const last = "mmm_retention_last_success_timestamp_seconds"
	value := func(runs ...retentionRun) float64 {
		registry, _ := watchedRetention(t, runs...)
		families, err := registry.Gather()
		require.NoError(t, err)
		for _, family := range families {
			if family.GetName() == last {
				return family.GetMetric()[0].GetGauge().GetValue()
			}
		}
		return -1
	}
	require.Zero(t, value(retentionRun{done: false}))
	require.Zero(t, value(retentionRun{done: true, err: errors.New("one policy cannot be read")}))
	require.InDelta(t, float64(portstest.Noon().Unix()), value(retentionRun{done: true}), 0)
}
