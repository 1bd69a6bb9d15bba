package schema

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Rule says what is wrong with a value that is there, or nothing.
type Rule func(value any) string

// IsText takes any string.
func IsText(value any) string {
	if _, is := value.(string); !is {
		return "must be a string"
	}
	return ""
}

// IsName takes any string but the empty one.
func IsName(value any) string {
	if text, is := value.(string); !is || text == "" {
		return "must be a string that is not empty"
	}
	return ""
}

// IsBool takes true and false.
func IsBool(value any) string {
	if _, is := value.(bool); !is {
		return "must be true or false"
	}
	return ""
}

// IsObject takes any object; a table says what is in it.
func IsObject(value any) string {
	if _, is := value.(map[string]any); !is {
		return "must be an object"
	}
	return ""
}

// IsUUID takes the form with hyphens only, in either case.
func IsUUID(value any) string {
	const canonicalLength = 36
	text, _ := value.(string)
	if _, err := uuid.Parse(text); err != nil || len(text) != canonicalLength {
		return "must be a UUID"
	}
	return ""
}

// IsTime takes RFC 3339.
func IsTime(value any) string {
	text, _ := value.(string)
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return "must be an RFC 3339 time"
	}
	return ""
}

// IsOneOf takes the named strings.
func IsOneOf(allowed ...string) Rule {
	return func(value any) string {
		text, is := value.(string)
		if !is || !slices.Contains(allowed, text) {
			return "must be " + strings.Join(allowed, " or ")
		}
		return ""
	}
}

// IsInteger takes whole numbers, written as such, from least on.
func IsInteger(least int64) Rule {
	return func(value any) string {
		number, _ := value.(json.Number)
		if whole, err := strconv.ParseInt(number.String(), 10, 64); err != nil || whole < least {
			return "must be a whole number of at least " + strconv.FormatInt(least, 10)
		}
		return ""
	}
}

// IsShare takes numbers from 0 to 1.
func IsShare(value any) string {
	number, _ := value.(json.Number)
	if share, err := number.Float64(); err != nil || share < 0 || share > 1 {
		return "must be a number from 0 to 1"
	}
	return ""
}

// IsListOf takes arrays, empty ones too, of what item takes.
func IsListOf(item Rule) Rule {
	return func(value any) string {
		list, is := value.([]any)
		if !is {
			return "must be an array"
		}
		for i, element := range list {
			if wrong := item(element); wrong != "" {
				return "item " + strconv.Itoa(i) + " " + wrong
			}
		}
		return ""
	}
}
