package ubi

import (
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// signal is one as the contract has it. What is left out of it when the stand-in is told gets a default.
type signal struct {
	SignalID       string    `json:"signal_id"`
	TenantID       string    `json:"tenant_id"`
	ActorScope     string    `json:"actor_scope"`
	ActorOrGroupID string    `json:"actor_or_group_id"`
	Dimension      string    `json:"dimension"`
	SignalType     string    `json:"signal_type"`
	Score          float64   `json:"score"`
	Severity       string    `json:"severity"`
	Status         string    `json:"status"`
	CreatedAt      time.Time `json:"created_at"`
}

// most bounds what is known: older signals make room.
const most = 10_000

// tell adds a signal, checked like one of the contract.
func (s *service) tell(w http.ResponseWriter, r *http.Request) {
	told := signal{ActorScope: "actor", Severity: "INFO", Status: "active"}
	if err := reply.Bind(w, r, &told); err != nil {
		reply.Refuse(w, err)
		return
	}
	if wrong := told.wrong(); len(wrong) > 0 {
		reply.Refuse(w, reply.Invalid("INVALID", wrong...))
		return
	}
	if told.SignalID == "" {
		told.SignalID = rand.Text()
	}
	if told.CreatedAt.IsZero() {
		told.CreatedAt = s.now().UTC()
	}
	s.mu.Lock()
	s.known = append(s.known[max(0, len(s.known)-most+1):], told)
	s.mu.Unlock()
	reply.JSON(w, http.StatusCreated, told)
}

func (s *signal) wrong() []reply.FieldError {
	var wrong []reply.FieldError
	for _, field := range []struct {
		path, value string
		choices     []string
	}{
		{"actor_scope", s.ActorScope, []string{"actor", "team", "tenant"}},
		{"dimension", s.Dimension, []string{"activity", "flow", "collaboration", "agent_synergy"}},
		{"signal_type", s.SignalType, []string{"risk", "opportunity", "informational"}},
		{"severity", s.Severity, []string{"INFO", "WARN", "CRITICAL"}},
	} {
		if !slices.Contains(field.choices, field.value) {
			wrong = append(wrong, reply.FieldError{Path: field.path, Message: "must be one of the contract's"})
		}
	}
	for path, value := range map[string]string{"tenant_id": s.TenantID, "actor_or_group_id": s.ActorOrGroupID} {
		if value == "" {
			wrong = append(wrong, reply.FieldError{Path: path, Message: "is required"})
		}
	}
	const mostScore = 100
	if s.Score < 0 || s.Score > mostScore {
		wrong = append(wrong, reply.FieldError{Path: "score", Message: "must be from 0 to 100"})
	}
	return wrong
}
