package observed

import "github.com/prometheus/client_golang/prometheus"

// Connections are a database pool's, at one moment.
type Connections struct {
	// Acquired are in use, Idle wait to be; Total counts those being made too.
	Acquired, Idle, Total, Max int
}

// Pool collects mmm_db_pool_connections of one pool.
type Pool struct {
	connections func() Connections
	description *prometheus.Desc
}

var _ prometheus.Collector = (*Pool)(nil)

// NewPool asks for the numbers at each scrape. The name is the label pool, such as
// "primary".
func NewPool(name string, connections func() Connections) *Pool {
	return &Pool{connections: connections, description: prometheus.NewDesc(
		"mmm_db_pool_connections", "Connections of a database pool by state.",
		[]string{"state"}, prometheus.Labels{"pool": name},
	)}
}

// Describe implements prometheus.Collector.
func (p *Pool) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- p.description }

// Collect implements prometheus.Collector.
func (p *Pool) Collect(metrics chan<- prometheus.Metric) {
	now := p.connections()
	for state, count := range map[string]int{
		"acquired": now.Acquired, "idle": now.Idle, "total": now.Total, "max": now.Max,
	} {
		metrics <- prometheus.MustNewConstMetric(p.description, prometheus.GaugeValue, float64(count), state)
	}
}
