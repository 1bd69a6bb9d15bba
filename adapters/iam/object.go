package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// object is a JSON object with the names as they were written: a claim that
// differs in case is another claim, which the standard decoder does not see.
type object map[string]json.RawMessage

var errObject = errors.New("not a JSON object with each name once")

// parseObject reads one object and nothing behind it. A name that stands twice is
// refused, because two readers could then see two tokens.
func parseObject(text []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errObject
	}
	members := object{}
	for decoder.More() {
		if err := members.add(decoder); err != nil {
			return nil, err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errObject
	}
	if decoder.InputOffset() != int64(len(bytes.TrimRight(text, " \t\r\n"))) {
		return nil, errObject
	}
	return members, nil
}

func (o object) add(decoder *json.Decoder) error {
	token, err := decoder.Token()
	name, ok := token.(string)
	if err != nil || !ok || o.has(name) {
		return errObject
	}
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return fmt.Errorf("%w: %w", errObject, err)
	}
	o[name] = value
	return nil
}

func (o object) has(name string) bool {
	_, ok := o[name]
	return ok
}

// text answers a member that is a string; empty when it is missing or not one.
func (o object) text(name string) string {
	var value string
	if json.Unmarshal(o[name], &value) != nil {
		return ""
	}
	return value
}

// words answers a member that is a list of strings, none when it is missing;
// false when it is anything else.
func (o object) words(name string) ([]string, bool) {
	if !o.has(name) {
		return nil, true
	}
	var values []*string
	if json.Unmarshal(o[name], &values) != nil || values == nil {
		return nil, false
	}
	words := make([]string, len(values))
	for i, value := range values {
		if value == nil {
			return nil, false
		}
		words[i] = *value
	}
	return words, true
}
