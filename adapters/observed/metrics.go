// Package observed has the decorators that make the engine visible: span, metric
// and log line (observability.md). One file a port; each spells every method out,
// so that a new one does not compile until somebody decides what to observe.
package observed

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Metrics are the metrics of the decorators, by the names and labels of
// observability.md, section 1. All are there from start-up, at zero.
type Metrics struct {
	tenants *tenants

	decisions       *prometheus.CounterVec
	decisionLatency *prometheus.HistogramVec
	latencyWarnings *prometheus.CounterVec
	decideDuration  *prometheus.HistogramVec
	actions         *prometheus.CounterVec
	suppressed      *prometheus.CounterVec
	signals         *prometheus.CounterVec
	outcomes        *prometheus.CounterVec
	accepted        *prometheus.CounterVec
	feedback        *prometheus.CounterVec
	emissions       *prometheus.CounterVec
	deliveries      *prometheus.CounterVec
	delivered       *prometheus.CounterVec
	deferred        *prometheus.CounterVec
	serviceCalls    *prometheus.HistogramVec
	useCases        *prometheus.HistogramVec
	commits         *prometheus.HistogramVec
	requests        *prometheus.HistogramVec
	caches          *prometheus.CounterVec
}

// NewMetrics registers the metrics. At most maxTenants tenants get series of their
// own, the first that come; the others share the tenant __other__. 0 means 1,000.
func NewMetrics(registry prometheus.Registerer, maxTenants int) (*Metrics, error) {
	m := &Metrics{
		decisions:       counters("mmm_decisions_total", "Decisions made.", "tenant_id", "actor_type", "surface", "degraded_mode"),
		decisionLatency: histograms("mmm_decision_latency_seconds", "How long a decision took.", latencyBuckets(), "tenant_id", "surface"),
		latencyWarnings: counters("mmm_decision_latency_warning_total", "Decisions that missed their surface's objective.",
			"tenant_id", "exceeded_threshold"),
		decideDuration: histograms("mmm_decide_duration_seconds", "How long a decision took, in fine steps.", fineBuckets(), "surface"),
		actions:        counters("mmm_actions_total", "Actions proposed.", "tenant_id", "action_type"),
		suppressed:     counters("mmm_actions_suppressed_total", "Actions held back.", "tenant_id", "reason"),
		signals:        counters("mmm_signals_received_total", "Signals accepted.", "tenant_id", "source", "event_type"),
		outcomes:       counters("mmm_outcomes_total", "Outcomes recorded.", "tenant_id", "result"),
		accepted:       counters("mmm_actions_accepted_total", "Actions that their actors accepted.", "tenant_id", "action_type"),
		feedback:       counters("mmm_feedback_total", "Ratings given to actions, changed ones too.", "tenant_id", "rating"),
		emissions:      counters("mmm_eris_receipt_emission_total", "Receipts in each attempt to emit them.", "tenant_id", "result"),
		deliveries:     counters("mmm_delivery_attempts_total", "Attempts to deliver an action.", "channel", "result"),
		delivered: counters("mmm_actions_delivered_total", "What became of deliveries for good.",
			"tenant_id", "surface", "result"),
		deferred: counters("mmm_actions_deferred_total", "Deliveries that wait for quiet hours to end.",
			"tenant_id", "surface", "choice"),
		serviceCalls: histograms("mmm_service_call_duration_seconds", "How long calls of other services took.",
			callBuckets(), "service", "operation", "result"),
		useCases: histograms("mmm_use_case_duration_seconds", "How long use cases took.", fineBuckets(), "use_case", "outcome"),
		commits:  histograms("mmm_store_commit_duration_seconds", "How long commits took.", fineBuckets(), "result"),
		requests: histograms("mmm_http_request_duration_seconds", "How long HTTP requests took.",
			fineBuckets(), "route", "method", "code"),
		caches: counters("mmm_cache_requests_total", "Look-ups in caches.", "cache", "result"),
	}
	for _, collector := range m.collectors() {
		if err := registry.Register(collector); err != nil {
			return nil, fmt.Errorf("register the metrics: %w", err)
		}
	}
	m.tenants = newTenants(maxTenants, m.welcome)
	m.startAtZero()
	return m, nil
}

func (m *Metrics) collectors() []prometheus.Collector {
	return []prometheus.Collector{
		m.decisions, m.decisionLatency, m.latencyWarnings, m.decideDuration, m.actions, m.suppressed, m.signals,
		m.outcomes, m.accepted, m.feedback, m.emissions, m.deliveries, m.delivered, m.deferred,
		m.serviceCalls, m.useCases, m.commits, m.requests, m.caches,
	}
}

// tenant answers the label of a tenant.
func (m *Metrics) tenant(id tenant.ID) string { return m.tenants.label(id) }

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histograms(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}

// latencyBuckets are the contract's.
func latencyBuckets() []float64 { return []float64{0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2} }

// fineBuckets see our own latencies, which sit far under the contract's first one.
func fineBuckets() []float64 {
	return []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1}
}

// callBuckets reach past the longest timeout of a service.
func callBuckets() []float64 {
	return []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5}
}
