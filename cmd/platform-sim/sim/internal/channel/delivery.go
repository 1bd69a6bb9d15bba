package channel

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// Deliveries is what GET /_sim/{channel}/deliveries answers.
type Deliveries struct {
	// Items is oldest first, one a webhook-id, and never null.
	Items []Delivery `json:"items"`
	// Refused counts the refusals since the last DELETE by the code of their answer, over all tenants; never null. What a
	// fault answered is not among them.
	Refused map[string]uint64 `json:"refused"`
	// Dropped counts the items that made room for newer ones since the last DELETE. A repeat of these is a new delivery.
	Dropped uint64 `json:"dropped"`
}

// Delivery is one webhook-id that was accepted.
type Delivery struct {
	WebhookID string `json:"webhook_id"`
	TenantID  string `json:"tenant_id"`
	// ActionID and DecisionID are empty in the alerts format, which has neither, and for a digest.
	ActionID   string `json:"action_id"`
	DecisionID string `json:"decision_id"`
	// DigestID is a digest's, which has no one action or decision; else empty.
	DigestID string `json:"digest_id,omitempty"`
	// Surface is ide, ci or alert.
	Surface string `json:"surface"`
	// Received is how often it came and was accepted: 1 without a repeat.
	Received uint64 `json:"received"`
	// FirstAt and LastAt are when it came.
	FirstAt time.Time `json:"first_at"`
	LastAt  time.Time `json:"last_at"`
	// Body is the first one's.
	Body json.RawMessage `json:"body"`
}

// arrival is a delivery that passed every check, with what makes a later one its repeat.
type arrival struct {
	Delivery

	content [sha256.Size]byte
}

// arrived reads a body that passed every check; it checks nothing itself.
func arrived(webhookID, surface string, raw []byte, body map[string]any) (arrival, error) {
	content, err := contentOf(body)
	return arrival{
		Delivery: Delivery{
			WebhookID: webhookID, TenantID: schema.Text(body, "tenant_id"),
			ActionID: schema.Text(body, "action_id"), DecisionID: schema.Text(body, "decision_id"),
			DigestID: schema.Text(body, "digest_id"),
			Surface:  surface, Body: raw,
		},
		content: content,
	}, err
}

// contentOf leaves out what a retry says anew.
func contentOf(body map[string]any) ([sha256.Size]byte, error) {
	encoded, err := json.Marshal(lasting(body))
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("encode the content: %w", err)
	}
	return sha256.Sum256(encoded), nil
}
