// Package policy stands in for the policy service and its gold standards, and for Open Policy Agent (downstream.md, Policy
// and gold standards): it rules as it was told, and allows everything to a tenant it was told nothing of.
package policy

import (
	"net/http"
	"sync"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

type service struct {
	mu        sync.Mutex
	rulings   map[string]ruling
	standards map[string][]standard
}

// New returns the policy service.
func New() stage.Service {
	s := &service{rulings: map[string]ruling{}, standards: map[string][]standard{}}
	contract := http.NewServeMux()
	contract.HandleFunc("POST /v1/policy/tenants/{tenant_id}/evaluate", s.evaluate)
	contract.HandleFunc("GET /v1/standards", s.list)
	contract.HandleFunc("POST /v1/data/{document...}", s.data)
	contract.HandleFunc("/", reply.NotFound)
	return stage.Service{
		Name:     "policy",
		Contract: contract,
		Control: map[string]http.HandlerFunc{
			"PUT /_sim/policy/rulings/{tenant_id}":    s.tellRuling,
			"PUT /_sim/policy/standards/{tenant_id}":  s.tellStandards,
			"DELETE /_sim/policy/tenants/{tenant_id}": s.forget,
		},
	}
}

func (s *service) forget(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rulings, r.PathValue("tenant_id"))
	delete(s.standards, r.PathValue("tenant_id"))
	w.WriteHeader(http.StatusNoContent)
}
