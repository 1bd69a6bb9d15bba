package eris

import (
	"encoding/json"
	"strconv"

	"github.com/google/uuid"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// receipt is what the chain needs of a receipt that passed every check.
type receipt struct {
	id       uuid.UUID
	tenantID string
	sequence uint64
	hash     hash
	prevHash hash
}

// rehydrate reads the fields of an object that passed the schema; it checks nothing itself.
func rehydrate(object map[string]any, canonicalHash hash) receipt {
	inputs, _ := object["inputs"].(map[string]any)
	chain, _ := inputs["chain"].(map[string]any)
	number, _ := chain["sequence"].(json.Number)
	sequence, _ := strconv.ParseUint(number.String(), 10, 64)
	prevHash, _ := parseHash(schema.Text(chain, "prev_hash"))
	id, _ := uuid.Parse(schema.Text(object, "receipt_id"))
	return receipt{id: id, tenantID: schema.Text(object, "tenant_id"), sequence: sequence, hash: canonicalHash, prevHash: prevHash}
}
