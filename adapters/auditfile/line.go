package auditfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// line is an entry under the names that GET /v1/mmm/audit gives its fields. Every line has
// every field.
type line struct {
	EntryID     int64     `json:"entry_id"`
	Timestamp   time.Time `json:"timestamp"`
	AdminUserID string    `json:"admin_user_id"`
	TenantID    string    `json:"tenant_id"`
	Action      string    `json:"action"`
	Resource    string    `json:"resource"`
	// Before and After are null where there is none.
	Before  json.RawMessage `json:"before"`
	After   json.RawMessage `json:"after"`
	TraceID string          `json:"trace_id"`
}

func encode(entries []ports.FedAudit) ([]byte, error) {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for i := range entries {
		entry := &entries[i]
		if err := encoder.Encode(line{
			EntryID: entry.EntryID, Timestamp: entry.At.UTC(), AdminUserID: entry.AdminID, TenantID: string(entry.TenantID),
			Action: entry.Action, Resource: entry.Resource, Before: state(entry.Before), After: state(entry.After),
			TraceID: entry.TraceID,
		}); err != nil {
			return nil, fmt.Errorf("write audit entry %d as JSON: %w", entry.EntryID, err)
		}
	}
	return lines.Bytes(), nil
}

// state answers nil, which is null, where there is none.
func state(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}
