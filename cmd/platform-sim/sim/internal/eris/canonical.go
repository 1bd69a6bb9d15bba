package eris

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/gowebpki/jcs"
)

var errNoSignature = errors.New("the canonical receipt has no signature member")

// canonical returns the receipt's RFC 8785 bytes and the same without the signature member, which is what is signed.
// The canonical form of an object without a member is its canonical form with the member cut out, so one pass serves
// both. The signature must be one that parseSignature accepts: it is found by its text, which then needs no escapes.
func canonical(received []byte, signature string) (whole, unsigned []byte, err error) {
	whole, err = jcs.Transform(received)
	if err != nil {
		return nil, nil, fmt.Errorf("canonical form: %w", err)
	}
	member := []byte(`"signature":"` + signature + `"`)
	at := memberOf(whole, member)
	if at < 0 {
		return nil, nil, errNoSignature
	}
	return whole, cut(whole, at, at+len(member)), nil
}

// memberOf finds the member among the top-level ones of a canonical object, or answers -1.
func memberOf(object, member []byte) int {
	depth := 0
	for i := 0; i < len(object); i++ {
		switch object[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			// A member's name follows a brace or a comma, a value follows a colon.
			if depth == 1 && object[i-1] != ':' && bytes.HasPrefix(object[i:], member) {
				return i
			}
			i += textLength(object[i:]) - 1
		}
	}
	return -1
}

// textLength is the length of the JSON string that starts here, quotes included.
func textLength(json []byte) int {
	for i := 1; i < len(json); i++ {
		switch json[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(json)
}

// cut removes object[from:to] and the comma that parted it from its neighbour.
func cut(object []byte, from, to int) []byte {
	if object[to] == ',' {
		to++
	} else if object[from-1] == ',' {
		from--
	}
	return append(bytes.Clone(object[:from]), object[to:]...)
}
