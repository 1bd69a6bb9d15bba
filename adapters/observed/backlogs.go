package observed

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/ports"
)

// NewBacklogs registers mmm_outbox_depth and mmm_outbox_oldest_age_seconds, and answers
// what sets them. What is not told any more stays as it was told last.
func NewBacklogs(registry prometheus.Registerer) func([]ports.Backlog) {
	depth := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "mmm_outbox_depth", Help: "What waits, by queue and state, counted up to 100,000.",
	}, []string{"queue", "state"})
	age := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "mmm_outbox_oldest_age_seconds", Help: "For how long the oldest of what waits has waited; 0 when nothing does.",
	}, []string{"queue", "state"})
	registry.MustRegister(depth, age)
	return func(found []ports.Backlog) {
		for _, one := range found {
			depth.WithLabelValues(one.Queue, one.State).Set(float64(one.Depth))
			age.WithLabelValues(one.Queue, one.State).Set(one.Age.Seconds())
		}
	}
}
