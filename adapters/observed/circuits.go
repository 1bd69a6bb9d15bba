package observed

import "github.com/prometheus/client_golang/prometheus"

// Circuit is the state of a breaker, as mmm_circuit_state shows it.
type Circuit int

// The states of observability.md, section 1.
const (
	Closed Circuit = iota
	Open
	HalfOpen
)

// Breakers answers the name of every breaker of the contract.
func Breakers() []string {
	return []string{
		"iam", "policy", "eris", "llm_gateway", "data_governance", "ubi", "edge_agent", "ci_workflow", "alerting", "redis",
	}
}

// Circuits collects mmm_circuit_state: one series a breaker, there from start-up.
type Circuits struct {
	state       func(breaker string) Circuit
	description *prometheus.Desc
}

var _ prometheus.Collector = (*Circuits)(nil)

// NewCircuits asks state at each scrape; it must answer Closed for a breaker that
// does not exist, whose service is not configured.
func NewCircuits(state func(breaker string) Circuit) *Circuits {
	return &Circuits{state: state, description: prometheus.NewDesc(
		"mmm_circuit_state", "State of a breaker: 0 closed, 1 open, 2 half-open.", []string{"name"}, nil,
	)}
}

// Describe implements prometheus.Collector.
func (c *Circuits) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- c.description }

// Collect implements prometheus.Collector.
func (c *Circuits) Collect(metrics chan<- prometheus.Metric) {
	for _, breaker := range Breakers() {
		metrics <- prometheus.MustNewConstMetric(
			c.description, prometheus.GaugeValue, float64(c.state(breaker)), breaker,
		)
	}
}
