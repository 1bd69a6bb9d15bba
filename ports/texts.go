package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Texts has text written for actions.
type Texts interface {
	// GenerateText answers the text of a prompt as it came, which nobody has checked; a text
	// that was withheld is one, and says so. An Unavailable fault is of a gateway that does
	// not answer, or not as it should; an Invalid one, of one that answers and refuses the
	// request. Safe to repeat; it may answer another text.
	GenerateText(ctx context.Context, request TextRequest) (generation.Text, error)
}

// TextRequest is what a text is asked for with.
type TextRequest struct {
	TenantID tenant.ID
	// Region is where the tenant's data belong; empty for anywhere.
	Region string
	// ActorRef stands for the actor, zero for none: what leaves for a gateway is out of reach
	// of an erasure, and so must name nobody.
	ActorRef  id.UUID
	ActorType actor.Type
	Roles     []string
	Prompt    generation.Prompt
	// Snapshot is the policy by which the text was asked for.
	Snapshot policy.Snapshot
}
