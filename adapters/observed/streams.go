package observed

import "github.com/prometheus/client_golang/prometheus"

// NewStreams collects mmm_action_streams, the streams of actions that are open in this
// process. It asks for the number at each scrape.
func NewStreams(open func() int) prometheus.Collector {
	return prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Name: "mmm_action_streams", Help: "Open streams of actions."},
		func() float64 { return float64(open()) },
	)
}
