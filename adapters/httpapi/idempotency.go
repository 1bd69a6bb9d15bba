package httpapi

import (
	"crypto/sha256"
	"encoding/json"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	keyHeader = "Idempotency-Key"
	// maxIdempotencyKey is in characters (api.md, Rules).
	maxIdempotencyKey = 255
)

// What the context of a request keeps for keyedOf.
const (
	operationOf = "mmm.operation"
	bodyOf      = "mmm.body"
)

// takesKey reports whether the document has the operation take an idempotency key.
func takesKey(o schema.Operation) bool {
	return o.Spec.Parameters.GetByInAndName("header", keyHeader) != nil
}

// keyed refuses a key that is not one before anything is read.
func keyed(o schema.Operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Set(operationOf, o.ID)
			given := c.Request().Header.Values(keyHeader)
			if len(given) > 0 && !storable(given[0], maxIdempotencyKey) {
				return fault.InvalidInput([]fault.Problem{{
					Path: keyHeader, Message: "must be 1 to 255 printable characters",
				}})
			}
			return next(c)
		}
	}
}

// keyOfRequest is empty without a key.
func keyOfRequest(c echo.Context) string { return c.Request().Header.Get(keyHeader) }

// keyedOf answers what the caller promises of repeats. It wants the body to have been
// read.
func keyedOf(c echo.Context) command.Keyed {
	key := keyOfRequest(c)
	if key == "" {
		return command.Keyed{}
	}
	operation, _ := c.Get(operationOf).(string)
	caller := callerOf(c)
	return command.Keyed{Owner: caller.TenantID, Idempotency: &ports.Idempotency{
		Operation: operation, Caller: caller.Actor.ID, Key: key, Hash: fingerprint(c, key),
	}}
}

// fingerprint answers the hash of all that makes a request what it is. Equal bodies have
// equal ones, however they were written. The key is in it too: a body can be a secret, and
// equal ones must not show.
func fingerprint(c echo.Context, key string) [32]byte {
	body, _ := c.Get(bodyOf).([]byte)
	r := c.Request()
	tree, _, _ := scan.Tree(body) // what is no JSON was refused when it was read, or is no body
	//nolint:errchkjson // what was read from JSON can be written as JSON
	text, _ := json.Marshal([]any{key, r.Method, r.URL.Path, r.Header.Values("If-Match"), tree})
	return sha256.Sum256(text)
}

// storable reports whether a header's text is of 1 to limit printable characters.
func storable(text string, limit int) bool {
	if text == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit {
		return false
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
