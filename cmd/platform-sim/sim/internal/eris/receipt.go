package eris

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/google/uuid"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// receipt is what the chain needs of a receipt that passed every check.
type receipt struct {
	id       uuid.UUID
	tenantID string
	sequence uint64
	hash     hash
	prevHash hash
}

var errNotObject = errors.New("not an object")

// decode reads one JSON object, numbers as they were written. A body that is JSON but no object is errNotObject.
func decode(raw []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, reply.Malformed("the body must be JSON")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, reply.Malformed("the body must be one JSON value and nothing after it")
	}
	object, is := value.(map[string]any)
	if !is {
		return nil, errNotObject
	}
	return object, nil
}

// rehydrate reads the fields of an object that passed the schema; it checks nothing itself.
func rehydrate(object map[string]any, canonicalHash hash) receipt {
	inputs, _ := object["inputs"].(map[string]any)
	chain, _ := inputs["chain"].(map[string]any)
	number, _ := chain["sequence"].(json.Number)
	sequence, _ := strconv.ParseUint(number.String(), 10, 64)
	prevHash, _ := parseHash(text(chain, "prev_hash"))
	id, _ := uuid.Parse(text(object, "receipt_id"))
	return receipt{id: id, tenantID: text(object, "tenant_id"), sequence: sequence, hash: canonicalHash, prevHash: prevHash}
}

func text(object map[string]any, name string) string {
	value, _ := object[name].(string)
	return value
}
