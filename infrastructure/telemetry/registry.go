package telemetry

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/mmm-engine/mmm-engine/infrastructure/version"
)

// NewRegistry makes a metrics registry with what describes the process: the Go and
// process collectors and mmm_build_info.
func NewRegistry() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "mmm_build_info", Help: "Which build this is; always 1.",
	}, []string{"version", "commit", "go_version"})
	build.WithLabelValues(version.Version, version.Commit, runtime.Version()).Set(1)
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), build,
	)
	return registry
}
