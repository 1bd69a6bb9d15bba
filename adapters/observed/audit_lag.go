package observed

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// NewAuditLag registers mmm_audit_copy_lag_seconds and answers what sets it.
func NewAuditLag(registry prometheus.Registerer) func(behind time.Duration) {
	lag := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "mmm_audit_copy_lag_seconds", Help: "Age of the oldest committed audit entry that the audit log does not have yet.",
	})
	registry.MustRegister(lag)
	return func(behind time.Duration) { lag.Set(behind.Seconds()) }
}
