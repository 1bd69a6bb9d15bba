// Package ubi stands in for the behaviour service (downstream.md, UBI): it answers what it was told of an actor.
package ubi

import (
	"net/http"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

type service struct {
	now func() time.Time

	mu sync.Mutex
	// known are all signals, oldest first.
	known []signal
}

// New returns the behaviour service, which knows nobody yet.
func New(now func() time.Time) stage.Service {
	s := &service{now: now}
	contract := http.NewServeMux()
	contract.HandleFunc("GET /v1/ubi/signals/recent", s.recent)
	contract.HandleFunc("/", reply.NotFound)
	return stage.Service{
		Name:     "ubi",
		Contract: contract,
		Control: map[string]http.HandlerFunc{
			"POST /_sim/ubi/signals":   s.tell,
			"DELETE /_sim/ubi/signals": s.forget,
		},
	}
}

func (s *service) forget(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = nil
	w.WriteHeader(http.StatusNoContent)
}
