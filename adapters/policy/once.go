package policy

import (
	"bytes"
	"encoding/json"
	"strings"
)

// once reports whether a document names each member of an object once, however it is
// spelt. The decoder takes the last of several, and takes other cases for the same: who
// wrote {"allowed":false,"ALLOWED":true} would be read as allowing.
func once(document []byte) bool {
	return json.Valid(document) && // which bounds how deep it is
		onceIn(json.NewDecoder(bytes.NewReader(document))) == nil
}

// onceIn reads one value.
func onceIn(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return errShape
	}
	switch token {
	case json.Delim('{'):
		err = onceInObject(decoder)
	case json.Delim('['):
		for decoder.More() && err == nil {
			err = onceIn(decoder)
		}
	default:
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := decoder.Token(); err != nil { // what closes it
		return errShape
	}
	return nil
}

func onceInObject(decoder *json.Decoder) error {
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		name, is := token.(string)
		folded := strings.ToLower(strings.ToUpper(name)) // as the decoder folds: some letters have two small ones
		if err != nil || !is || seen[folded] {
			return errShape
		}
		seen[folded] = true
		if err := onceIn(decoder); err != nil {
			return err
		}
	}
	return nil
}
