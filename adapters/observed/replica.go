package observed

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// replicaName is the label replica: there is one.
const replicaName = "replica"

// NewReplica registers mmm_replica_lag_seconds, asked at each scrape, and
// mmm_replica_fallbacks_total with a series for each reason, and answers what counts
// those.
func NewReplica(registry prometheus.Registerer, lag func() time.Duration, reasons []string) func(reason string) {
	fallbacks := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mmm_replica_fallbacks_total", Help: "Queries that the primary answered because the replica could not, by reason.",
	}, []string{"reason"})
	registry.MustRegister(fallbacks, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "mmm_replica_lag_seconds", Help: "How far the replica is behind the primary.",
		ConstLabels: prometheus.Labels{"replica": replicaName},
	}, func() float64 { return lag().Seconds() }))
	for _, reason := range reasons {
		fallbacks.WithLabelValues(reason)
	}
	return func(reason string) { fallbacks.WithLabelValues(reason).Inc() }
}
