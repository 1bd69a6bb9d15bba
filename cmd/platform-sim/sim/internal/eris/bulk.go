package eris

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

type bulkResult struct {
	ReceiptID string `json:"receipt_id"`
	Status    string `json:"status"`
	Error     string `json:"error,omitempty"`
}

type bulkItem struct {
	raw    json.RawMessage
	object map[string]any
}

// bulk answers 201 with a result an item, in the order sent. It refuses the whole call, storing nothing, when an item is
// no object or has no receipt_id (422), or when the engine's keys cannot be had (503).
func (s *service) bulk(w http.ResponseWriter, r *http.Request) {
	items, err := bulkItems(r)
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	results, err := s.ingestAll(r.Context(), items, r.Header.Get("X-Tenant-ID"))
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	reply.JSON(w, http.StatusCreated, map[string][]bulkResult{"results": results})
}

func bulkItems(r *http.Request) ([]bulkItem, error) {
	body, err := reply.Bounded(r)
	if err != nil {
		return nil, err
	}
	var list []json.RawMessage
	err = json.Unmarshal(body, &list)
	if _, malformed := errors.AsType[*json.SyntaxError](err); malformed {
		return nil, reply.Malformed("the body must be JSON")
	}
	if err != nil || list == nil {
		return nil, reply.Invalid("BULK_INVALID", reply.FieldError{Path: "body", Message: "must be a bare array of receipts"})
	}
	items := make([]bulkItem, len(list))
	for i, raw := range list {
		object, err := schema.Decode(raw)
		if err != nil || schema.Text(object, "receipt_id") == "" {
			path := "[" + strconv.Itoa(i) + "]"
			return nil, reply.Invalid("BULK_INVALID", reply.FieldError{Path: path, Message: "must be an object with a receipt_id"})
		}
		items[i] = bulkItem{raw: raw, object: object}
	}
	return items, nil
}

func (s *service) ingestAll(ctx context.Context, items []bulkItem, tenantID string) ([]bulkResult, error) {
	checked := make([]receipt, len(items))
	refused := make([]error, len(items))
	keys := s.keys.oncePerKid()
	for i, item := range items {
		checked[i], refused[i] = s.inspect(ctx, item.raw, item.object, tenantID, keys)
		if isOutage(refused[i]) {
			return nil, refused[i]
		}
	}
	results := make([]bulkResult, len(items))
	for i, item := range items {
		if refused[i] == nil {
			_, _, refused[i] = s.ledger.accept(checked[i], s.now())
		}
		results[i] = resultOf(schema.Text(item.object, "receipt_id"), refused[i])
	}
	return results, nil
}

func isOutage(err error) bool {
	problem := reply.ProblemError{}
	return errors.As(err, &problem) && problem.Status == http.StatusServiceUnavailable
}

func resultOf(receiptID string, err error) bulkResult {
	if err != nil {
		return bulkResult{ReceiptID: receiptID, Status: "error", Error: err.Error()}
	}
	return bulkResult{ReceiptID: receiptID, Status: "success"}
}
