package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// ErrNotObject is a body that is JSON and something else than an object.
var ErrNotObject = errors.New("not an object")

// Decode reads one JSON object, numbers as they were written. A body that is JSON but no object is ErrNotObject, any other
// one a 400 ProblemError.
func Decode(raw []byte) (map[string]any, error) {
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
		return nil, ErrNotObject
	}
	return object, nil
}

// Text is the member's text, empty when it is absent or no string.
func Text(object map[string]any, name string) string {
	value, _ := object[name].(string)
	return value
}
