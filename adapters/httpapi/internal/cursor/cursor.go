// Package cursor writes a place in a list so that callers can hand it back and not
// read it. It is bound to its list and filters, and notices any alteration; it is
// no secret and grants nothing.
package cursor

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
)

const (
	version   = 1
	maxLength = 1024
	sumLength = 4
)

var errForeign = errors.New("cursor: not one of this list")

type place struct {
	Version int `json:"v"`
	// List names the list with its filters.
	List  string `json:"list"`
	After string `json:"after"`
}

// Write answers the cursor behind an item of a list.
func Write(list, after string) string {
	text, err := json.Marshal(place{Version: version, List: list, After: after})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(text, crc32.ChecksumIEEE(text)))
}

// Read answers the item that a cursor of the same list stands behind.
func Read(list, cursor string) (string, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(cursor) > maxLength || len(raw) < sumLength {
		return "", errForeign
	}
	text, sum := raw[:len(raw)-sumLength], binary.BigEndian.Uint32(raw[len(raw)-sumLength:])
	var at place
	if crc32.ChecksumIEEE(text) != sum || json.Unmarshal(text, &at) != nil {
		return "", errForeign
	}
	if at.Version != version || at.List != list || Write(list, at.After) != cursor {
		return "", errForeign
	}
	return at.After, nil
}
