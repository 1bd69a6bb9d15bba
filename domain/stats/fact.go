package stats

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Fact is an event as it is read from the feed.
type Fact struct {
	TenantID tenant.ID
	Name     event.Name
	At       time.Time
	// Body is the event's body as JSON text.
	Body string
}

// decisionMade is the part of decision.made.v1 that is counted.
type decisionMade struct {
	ActorRef    id.UUID        `json:"actor_ref"`
	DecisionID  id.UUID        `json:"decision_id"`
	Surface     action.Surface `json:"surface"`
	Playbooks   []playbook.Key `json:"playbooks"`
	Actions     []offered      `json:"actions"`
	Experiments []assigned     `json:"experiments"`
}

type offered struct {
	PlaybookID playbook.Key `json:"playbook_id"`
	Type       action.Type  `json:"type"`
}

type assigned struct {
	ExperimentID id.UUID `json:"experiment_id"`
	Variant      string  `json:"variant"`
}

// outcomeRecorded is the part of outcome.recorded.v1 that is counted.
type outcomeRecorded struct {
	ActorRef    id.UUID        `json:"actor_ref"`
	ActionType  action.Type    `json:"action_type"`
	PlaybookID  playbook.Key   `json:"playbook_id"`
	Result      outcome.Result `json:"result"`
	Surface     action.Surface `json:"surface"`
	Experiments []assigned     `json:"experiments"`
}

func (f Fact) read(body any) error {
	if err := json.Unmarshal([]byte(f.Body), body); err != nil {
		return fmt.Errorf("read an event %s: %w", f.Name, err)
	}
	return nil
}
