package scene

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

const (
	eventType = "ci.failed"
	surface   = action.IDE
)

// Request is the body of the n-th decide request: an agent asks for one of the
// tenant's actors, with a failed run that nobody has seen yet.
type Request struct {
	Tenant, Actor string
	Number        uint64
	At            time.Time
	// Surface is where the answer is shown; empty for the IDE.
	Surface action.Surface
}

// Body answers it as JSON.
func (r Request) Body() ([]byte, error) {
	body, err := json.Marshal(decideRequest{
		TenantID: r.Tenant, ActorID: r.Actor, ActorType: "human", Surface: string(cmp.Or(r.Surface, surface)),
		Context: decideContext{RepoID: "acme/shop", Branch: "main"},
		Signal: decideSignal{
			SignalID: fmt.Sprintf("run-%d", r.Number), Source: "ci", EventType: eventType, Severity: "high",
			OccurredAt: r.At.UTC(),
			Attributes: map[string]any{
				"workflow": "build", "attempt": 1, "url": fmt.Sprintf("https://ci.example.org/acme/shop/runs/%d", r.Number),
			},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("encode a decide request: %w", err)
	}
	return body, nil
}

type decideRequest struct {
	TenantID  string        `json:"tenant_id"`
	ActorID   string        `json:"actor_id"`
	ActorType string        `json:"actor_type"`
	Surface   string        `json:"surface"`
	Context   decideContext `json:"context"`
	Signal    decideSignal  `json:"signal"`
}

type decideContext struct {
	RepoID string `json:"repo_id"`
	Branch string `json:"branch"`
}

type decideSignal struct {
	SignalID   string         `json:"signal_id"`
	Source     string         `json:"source"`
	EventType  string         `json:"event_type"`
	Severity   string         `json:"severity"`
	OccurredAt time.Time      `json:"occurred_at"`
	Attributes map[string]any `json:"attributes"`
}

// Tenant and Actor name the n-th.
func Tenant(n int) string { return fmt.Sprintf("bench-%d", n) }

// Actor names the n-th of a tenant's.
func Actor(n int) string { return fmt.Sprintf("actor-%d", n) }
