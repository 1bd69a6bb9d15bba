package main

import "github.com/grafana/grafana-foundation-sdk/go/timeseries"

func signals() *timeseries.PanelBuilder {
	return perSecond(about{"Signals Received", "What do others tell the engine?"}, "signals per second",
		query{"sum by (source, event_type) (" + rate("mmm_signals_received_total{"+chosenTenants+"}") + ")", "{{source}} {{event_type}}"})
}

func suppressed() *timeseries.PanelBuilder {
	return perSecond(about{"Actions Suppressed", "Why are actions held back?"}, "actions per second",
		query{"sum by (reason) (" + rate("mmm_actions_suppressed_total{"+chosenTenants+"}") + ")", "{{reason}}"})
}

func deferred() *timeseries.PanelBuilder {
	return perSecond(about{"Actions Deferred", "What begins to wait for quiet hours to end?"}, "deliveries per second",
		query{"sum by (surface, choice) (" + rate("mmm_actions_deferred_total{"+chosen+"}") + ")", "{{surface}} {{choice}}"})
}

func feedback() *timeseries.PanelBuilder {
	return perSecond(about{"Feedback", "How are actions rated?"}, "ratings per second",
		query{"sum by (rating) (" + rate("mmm_feedback_total{"+chosenTenants+"}") + ")", "{{rating}}"})
}

func attempts() *timeseries.PanelBuilder {
	return perSecond(about{"Delivery Attempts", "Do the channels take what they are sent?"}, "attempts per second",
		query{"sum by (channel, result) (" + rate("mmm_delivery_attempts_total") + ")", "{{channel}} {{result}}"})
}

func delivered() *timeseries.PanelBuilder {
	return perSecond(about{"Deliveries Concluded", "What became of deliveries for good?"}, "deliveries per second",
		query{"sum by (surface, result) (" + rate("mmm_actions_delivered_total{"+chosen+"}") + ")", "{{surface}} {{result}}"})
}

// waiting takes the greatest of what several instances measured of the same tables.
func waiting() *timeseries.PanelBuilder {
	return lines(about{"Outbox Depth", "How much waits to be sealed, sent and done?"}, plain,
		query{"max by (queue, state) (mmm_outbox_depth)", "{{queue}} {{state}}"})
}

func oldest() *timeseries.PanelBuilder {
	return lines(about{"Outbox Oldest Age", "How long has the oldest of it waited?"}, seconds,
		query{"max by (queue, state) (mmm_outbox_oldest_age_seconds)", "{{queue}} {{state}}"})
}
