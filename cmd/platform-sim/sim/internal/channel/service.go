// Package channel stands in for those who show actions to people: the edge agent of the IDE, the CI workflow and the alerting
// service (downstream.md, Delivery). It checks every delivery's signature, fields, headers and tenant, and answers a repeat
// as one. It shares no code with the engine's own delivery, so that one checks the other.
package channel

import (
	"net/http"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

// Config is what each channel is made of. Both fields are required.
type Config struct {
	// Signatures judges who sent a delivery.
	Signatures Signatures
	// Now is the clock of when deliveries came.
	Now func() time.Time
}

type service struct {
	record     *record
	signatures Signatures
	now        func() time.Time
}

// EdgeAgent returns the service that shows actions in the IDE.
func EdgeAgent(config Config) stage.Service {
	return config.serve("edge_agent", actionFormat("/api/v1/mmm/actions", "ide", idePayload()))
}

// CIWorkflow returns the service that shows actions in a check's summary and as annotations.
func CIWorkflow(config Config) stage.Service {
	return config.serve("ci_workflow", actionFormat("/api/v1/mmm/actions", "ci", ciPayload()))
}

// Alerting returns the service that alerts, in either of its formats.
func Alerting(config Config) stage.Service {
	return config.serve("alerting", actionFormat("/api/v1/notifications/mmm", "alert", alertPayload()), alertsFormat())
}

func (c Config) serve(name string, formats ...format) stage.Service {
	s := &service{record: newRecord(), signatures: c.Signatures, now: c.Now}
	contract := http.NewServeMux()
	for _, f := range formats {
		contract.HandleFunc("POST "+f.path, s.deliver(f))
	}
	contract.HandleFunc("/", reply.NotFound)
	return stage.Service{
		Name:     name,
		Contract: contract,
		Control: map[string]http.HandlerFunc{
			"GET /_sim/" + name + "/deliveries":    s.list,
			"DELETE /_sim/" + name + "/deliveries": s.clear,
		},
	}
}
