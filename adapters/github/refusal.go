package github

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// refusal translates an error of decoding. The cause is not kept: it can repeat
// a value of the payload, and says nothing else that the problem does not.
func refusal(err error) error {
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return invalid(asSent(mismatch.Field), "must be "+jsonType(mismatch.Type.Kind()))
	}
	malformed := fault.New(fault.Invalid, "MALFORMED_JSON", "the delivery is not valid JSON")
	malformed.Problems = []fault.Problem{{Message: "is not valid JSON; set the webhook's content type to application/json"}}
	return malformed
}

// asSent takes the types that payloads embed out of a field's path, where
// encoding/json puts them: the sender knows no such level.
func asSent(path string) string {
	return strings.NewReplacer("envelope.", "", "anyAlert.", "").Replace(path)
}

func invalid(path, message string) error {
	return fault.InvalidInput([]fault.Problem{{Path: path, Message: message}})
}

func jsonType(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "an array"
	case reflect.Struct:
		return "an object"
	default:
		return "a whole number within range"
	}
}
