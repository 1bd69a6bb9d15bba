// Package canonical writes JSON in its one canonical form (RFC 8785), which is
// what receipts are hashed and signed over.
package canonical

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Member is one name and value of an object.
type Member struct {
	Name string
	// Value is nil, bool, string, int, int64, float64, []string, []any, Object or []Object.
	Value any
}

// Object is a JSON object. Its members may stand in any order; names are unique
// and ASCII, so that sorting bytes is the same as sorting UTF-16 units.
type Object []Member

// Marshal answers the canonical form of an object.
func Marshal(object Object) string {
	return string(Append(make([]byte, 0, 1024), object))
}

// Append adds the canonical form of a value to dst. A value of another type than
// Member lists is a programming error and panics.
func Append(dst []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case string:
		return appendString(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendNumber(dst, v)
	case []string:
		return appendList(dst, v, appendString)
	case []any:
		return appendList(dst, v, Append)
	case Object:
		return appendObject(dst, v)
	case []Object:
		return appendList(dst, v, appendObject)
	}
	panic("canonical: a value of this type has no canonical form here")
}

func appendList[T any](dst []byte, list []T, one func([]byte, T) []byte) []byte {
	dst = append(dst, '[')
	for i, item := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, item)
	}
	return append(dst, ']')
}

func appendObject(dst []byte, object Object) []byte {
	if !slices.IsSortedFunc(object, byName) {
		object = slices.SortedFunc(slices.Values(object), byName)
	}
	dst = append(dst, '{')
	for i, member := range object {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, member.Name), ':')
		dst = Append(dst, member.Value)
	}
	return append(dst, '}')
}

func byName(a, b Member) int { return strings.Compare(a.Name, b.Name) }

// appendNumber writes a number as ECMAScript does. Values outside 1e-6 to 1e21
// would want an exponent; the documents here hold shares and counts.
func appendNumber(dst []byte, number float64) []byte {
	if number == 0 {
		number = 0 // negative zero is written without its sign
	}
	return strconv.AppendFloat(dst, number, 'f', -1, 64)
}

const hexDigits = "0123456789abcdef"

// appendString escapes only what RFC 8785 demands. Bytes that are not UTF-8
// become U+FFFD, so that what is signed is always valid JSON.
func appendString(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(text); {
		b := text[i]
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			dst = utf8.AppendRune(dst, r)
			i += size
			continue
		}
		dst = appendASCII(dst, b)
		i++
	}
	return append(dst, '"')
}

func appendASCII(dst []byte, b byte) []byte {
	switch b {
	case '"', '\\':
		return append(dst, '\\', b)
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	if b < 0x20 {
		return append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&0xf])
	}
	return append(dst, b)
}
