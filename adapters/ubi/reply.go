package ubi

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// reply is what is used of the answer; whatever else stands in it is passed over.
type reply struct {
	Signals *[]entry `json:"signals"`
}

type entry struct {
	TenantID       string    `json:"tenant_id"`
	ActorScope     string    `json:"actor_scope"`
	ActorOrGroupID string    `json:"actor_or_group_id"`
	Dimension      string    `json:"dimension"`
	SignalType     string    `json:"signal_type"`
	Score          *float64  `json:"score"`
	Severity       string    `json:"severity"`
	CreatedAt      time.Time `json:"created_at"`
}

// read takes the whole reply or nothing: half of it would be a guess.
func read(body []byte, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	var answer reply
	if err := json.Unmarshal(body, &answer); err != nil || answer.Signals == nil {
		return nil, errShape
	}
	signals := (*answer.Signals)[:min(len(*answer.Signals), ports.BehaviourLimit)]
	behaviour := make([]playbook.Behaviour, 0, len(signals))
	for i := range signals {
		one, sound := signals[i].behaviour(owner, actorID)
		if !sound {
			return nil, errShape
		}
		behaviour = append(behaviour, one)
	}
	return behaviour, nil
}

// errShape has no cause, which would repeat what was answered.
var errShape = unavailable("the behaviour service's reply is not what the contract says", nil)

const (
	scopeActor = "actor"
	mostScore  = 100
)

func (e *entry) behaviour(owner tenant.ID, actorID string) (one playbook.Behaviour, sound bool) {
	severity, known := signal.MapSeverity(e.Severity)
	about := e.TenantID == string(owner) && (e.ActorScope != scopeActor || e.ActorOrGroupID == actorID)
	sound = about && known && e.Score != nil && *e.Score >= 0 && *e.Score <= mostScore && !e.CreatedAt.IsZero() &&
		slices.Contains([]string{"activity", "flow", "collaboration", "agent_synergy"}, e.Dimension) &&
		slices.Contains([]string{"risk", "opportunity", "informational"}, e.SignalType)
	if !sound {
		return playbook.Behaviour{}, false
	}
	return playbook.Behaviour{
		Dimension: e.Dimension, SignalType: e.SignalType, Score: *e.Score, Severity: severity, CreatedAt: e.CreatedAt.UTC(),
	}, true
}
