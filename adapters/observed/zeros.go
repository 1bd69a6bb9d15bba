package observed

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	reported "github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// welcome starts a tenant's counters whose labels are few and known at zero, so
// that their first increase is one that a rate can see.
func (m *Metrics) welcome(label string) {
	for _, kind := range action.Types() {
		m.actions.WithLabelValues(label, string(kind))
		m.accepted.WithLabelValues(label, string(kind))
	}
	for _, result := range reported.Results() {
		m.outcomes.WithLabelValues(label, string(result))
	}
	for _, rating := range feedback.Ratings() {
		m.feedback.WithLabelValues(label, string(rating))
	}
	for _, result := range []string{resultSuccess, resultFailure} {
		m.emissions.WithLabelValues(label, result)
	}
	for _, surface := range []action.Surface{action.IDE, action.CI} {
		m.latencyWarnings.WithLabelValues(label, decision.Objective(surface).String())
	}
}

// startAtZero makes every metric present before its first event, under the label
// that stands for no tenant in particular.
func (m *Metrics) startAtZero() {
	m.welcome(otherTenants)
	surfaces := append(action.Surfaces(), action.Background)
	for _, surface := range surfaces {
		m.decisionLatency.WithLabelValues(otherTenants, string(surface))
		m.decideDuration.WithLabelValues(string(surface))
		for _, kind := range actorTypes() {
			for _, degraded := range []string{"false", "true"} {
				m.decisions.WithLabelValues(otherTenants, string(kind), string(surface), degraded)
			}
		}
	}
	for _, reason := range decision.Reasons() {
		m.suppressed.WithLabelValues(otherTenants, string(reason))
	}
	for _, cache := range append([]string{playbookCache, signalsCache, policyCache}, readAnew()...) {
		for _, result := range []string{"hit", "miss", "stale"} {
			m.caches.WithLabelValues(cache, result)
		}
	}
	for _, result := range []string{"hit", "miss", "stale", "error"} {
		m.caches.WithLabelValues(fatigueCache, result)
	}
	for _, channel := range action.Surfaces() {
		for _, result := range []string{resultSuccess, resultFailure} {
			m.deliveries.WithLabelValues(string(channel), result)
		}
		for _, result := range delivery.Results() {
			m.delivered.WithLabelValues(otherTenants, string(channel), string(result))
		}
		for _, digest := range []bool{false, true} {
			m.deferred.WithLabelValues(otherTenants, string(channel), choice(digest))
		}
	}
	m.signals.WithLabelValues(otherTenants, signal.Other, signal.Other)
}

// readAnew are caches of the contract that nothing needs: what they would hold is read with
// each decision's context, in its one round trip. Dashboards name them.
func readAnew() []string { return []string{"preference", "tenant_settings"} }
