package main

import (
	"github.com/grafana/grafana-foundation-sdk/go/barchart"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/gauge"
	"github.com/grafana/grafana-foundation-sdk/go/piechart"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// perDecision is an axis.
const perDecision = "decisions per second"

// overview is the first dashboard of observability.md, section 3: its eight panels, and
// rows of our own below them.
func overview() *board {
	b := newBoard("mmm-engine-overview", "MMM Engine Overview", "What the engine decides, and how well.")
	b.show(decisionRate(), latencyDistribution(), actionTypes(), circuits(), emissions(), degraded(), topTenants(), outcomes())
	b.row("Before and after a decision", signals(), suppressed(), deferred(), feedback())
	b.row("Deliveries and what waits", attempts(), delivered(), waiting(), oldest())
	return b
}

func decisionRate() *timeseries.PanelBuilder {
	return perSecond(about{"Decision Rate", "How many decisions are made?"}, perDecision,
		query{"sum(" + rate("mmm_decisions_total{"+chosen+"}") + ")", "decisions"})
}

// latencyDistribution tells the surfaces apart, since each has an objective of its own.
func latencyDistribution() *timeseries.PanelBuilder {
	const answers = "Do 95 % of the decisions meet their surface's objective, 0.15 s (IDE) or 0.5 s (CI)?"
	return lines(about{"Latency Distribution", answers}, seconds,
		query{quantile(0.95, "mmm_decision_latency_seconds_bucket{"+chosen+"}", "le, surface"), "p95 {{surface}}"}).
		Thresholds(limits(green, limit{0.15, yellow}, limit{0.5, red})).ThresholdsStyle(drawn())
}

func actionTypes() *piechart.PanelBuilder {
	return pie(about{"Action Types Distribution", "Which types of action are proposed?"},
		query{"sum by (action_type) (" + rate("mmm_actions_total{"+chosenTenants+"}") + ")", "{{action_type}}"})
}

func circuits() *gauge.PanelBuilder {
	return dials(about{"Circuit Breaker States", "Which services does an instance leave alone?"}, plain,
		query{"mmm_circuit_state", "{{name}} {{instance}}"}).
		Max(2).Mappings(states(state{"closed", green}, state{"open", red}, state{"half-open", yellow})).
		Thresholds(limits(green, limit{1, red}, limit{2, yellow}))
}

func emissions() *gauge.PanelBuilder {
	const total = "mmm_eris_receipt_emission_total"
	succeeded := "sum(" + rate(total+`{`+chosenTenants+`,result="success"}`) + ")"
	return dials(about{"ERIS Receipt Emission Success Rate", "Does the evidence service take what it is sent?"}, share,
		query{over(succeeded, "sum("+rate(total+"{"+chosenTenants+"}")+")"), "success"}).
		Max(1).Thresholds(limits(yellow, limit{0.95, green})).Mappings(idle("nothing sent"))
}

func degraded() *timeseries.PanelBuilder {
	const total = "mmm_decisions_total"
	return lines(about{"Degraded Mode Rate", "Which share of the decisions did without something?"}, share,
		query{over(orNone("sum("+rate(total+`{`+chosen+`,degraded_mode="true"}`)+")"), "sum("+rate(total+"{"+chosen+"}")+")"), "degraded"}).
		Max(1)
}

func topTenants() *barchart.PanelBuilder {
	return bars(about{"Top Tenants by Decision Volume", "Who asks most?"}, "tenant_id", perDecision,
		query{"topk(10, sum by (tenant_id) (" + rate("mmm_decisions_total{"+chosen+"}") + "))", "{{tenant_id}}"})
}

func outcomes() *timeseries.PanelBuilder {
	return perSecond(about{"Outcome Results Distribution", "What becomes of actions?"}, "outcomes per second",
		query{"sum by (result) (" + rate("mmm_outcomes_total{"+chosenTenants+"}") + ")", "{{result}}"}).
		Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal)).FillOpacity(60)
}
