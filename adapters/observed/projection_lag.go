package observed

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// NewProjectionLag registers mmm_projection_lag_seconds with a series for each
// projection, and answers what sets them: they are kept together, by one follower.
func NewProjectionLag(registry prometheus.Registerer, projections []string) func(behind time.Duration) {
	lag := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "mmm_projection_lag_seconds", Help: "Age of the oldest committed event that a projection does not have yet.",
	}, []string{"projection"})
	registry.MustRegister(lag)
	set := func(behind time.Duration) {
		for _, projection := range projections {
			lag.WithLabelValues(projection).Set(behind.Seconds())
		}
	}
	set(0)
	return set
}
