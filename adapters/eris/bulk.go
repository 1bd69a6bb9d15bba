package eris

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// bulkReply is what is used of the answer to several receipts. The text of an error
// is not: whether it is final, only a single post tells.
type bulkReply struct {
	Results []struct {
		ReceiptID string `json:"receipt_id"`
		Status    string `json:"status"`
	} `json:"results"`
}

const (
	statusSuccess = "success"
	statusError   = "error"
)

// submitBulk answers which receipts the service took. None, when it does not take
// these in bulk: one malformed receipt may refuse the whole call, some deployments
// have no bulk at all, and what is too large together may not be so one by one.
func (c *Client) submitBulk(
	ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt,
) (map[id.UUID]bool, error) {
	answer, err := c.post(ctx, bulkPath, owner, id.UUID{}, bulkBody(sealed))
	if err != nil {
		return nil, err
	}
	switch answer.status {
	case http.StatusUnprocessableEntity, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusNotImplemented, http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		return map[id.UUID]bool{}, nil
	}
	if !answer.accepted() {
		return nil, unavailable(answer.reason()+" to receipts in bulk", nil)
	}
	return taken(answer.body, sealed)
}

// bulkBody puts the sealed texts between brackets as they are: another writer could
// change the bytes that were signed.
func bulkBody(sealed []ports.SealedReceipt) string {
	texts := make([]string, len(sealed))
	for i, next := range sealed {
		texts[i] = next.Text
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// taken reads the results. One that is missing, or says neither success nor error,
// makes the reply no answer at all. Of two on one receipt the error counts.
func taken(body []byte, sealed []ports.SealedReceipt) (map[id.UUID]bool, error) {
	var answer bulkReply
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, unavailable("the evidence service's bulk reply is not what the contract says", nil)
	}
	results := make(map[id.UUID]bool, len(answer.Results))
	for _, result := range answer.Results {
		receiptID, err := id.Parse(result.ReceiptID)
		if err != nil || (result.Status != statusSuccess && result.Status != statusError) {
			continue
		}
		before, told := results[receiptID]
		results[receiptID] = result.Status == statusSuccess && (before || !told)
	}
	for _, next := range sealed {
		if _, told := results[next.ID]; !told {
			return nil, unavailable("the evidence service's bulk reply leaves out the receipt "+next.ID.String(), nil)
		}
	}
	return results, nil
}

func names(text string, receipt id.UUID) bool {
	named, err := id.Parse(text)
	return err == nil && named == receipt
}
