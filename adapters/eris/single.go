package eris

import (
	"context"
	"encoding/json"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// acknowledgement is what is used of the answer to a receipt.
type acknowledgement struct {
	ReceiptID string `json:"receipt_id"`
}

// submitOne answers the verdict on one receipt, or an Unavailable fault when there
// is none yet. A reply that does not name the receipt is none: it may come from
// anything that happens to listen there.
func (c *Client) submitOne(ctx context.Context, owner tenant.ID, sealed ports.SealedReceipt) (ports.Verdict, error) {
	answer, err := c.post(ctx, singlePath, owner, sealed.ID, sealed.Text)
	if err != nil {
		return ports.Verdict{}, err
	}
	if answer.final() {
		return ports.Verdict{Final: true, Reason: answer.reason()}, nil
	}
	if !answer.accepted() {
		return ports.Verdict{}, unavailable(answer.reason(), nil)
	}
	var acknowledged acknowledgement
	if json.Unmarshal(answer.body, &acknowledged) != nil || !names(acknowledged.ReceiptID, sealed.ID) {
		return ports.Verdict{}, unavailable("the evidence service's reply does not name the receipt", nil)
	}
	return ports.Verdict{Accepted: true}, nil
}
