package eris

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// rule says what is wrong with a value, or nothing.
type rule func(value any) string

func isText(value any) string {
	if _, is := value.(string); !is {
		return "must be a string"
	}
	return ""
}

func isName(value any) string {
	if text, is := value.(string); !is || text == "" {
		return "must be a string that is not empty"
	}
	return ""
}

func isBool(value any) string {
	if _, is := value.(bool); !is {
		return "must be true or false"
	}
	return ""
}

func isObject(value any) string {
	if _, is := value.(map[string]any); !is {
		return "must be an object"
	}
	return ""
}

func isUUID(value any) string {
	const canonicalLength = 36
	text, _ := value.(string)
	if _, err := uuid.Parse(text); err != nil || len(text) != canonicalLength {
		return "must be a UUID"
	}
	return ""
}

func isTime(value any) string {
	text, _ := value.(string)
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return "must be an RFC 3339 time"
	}
	return ""
}

func isSHA256(value any) string {
	text, _ := value.(string)
	if _, err := parseHash(text); err != nil {
		return "must be sha256: and 64 lower-case hex digits"
	}
	return ""
}

func isOneOf(allowed ...string) rule {
	return func(value any) string {
		text, is := value.(string)
		if !is || !slices.Contains(allowed, text) {
			return "must be " + strings.Join(allowed, " or ")
		}
		return ""
	}
}

func isInteger(least int64) rule {
	return func(value any) string {
		number, _ := value.(json.Number)
		if whole, err := strconv.ParseInt(number.String(), 10, 64); err != nil || whole < least {
			return "must be a whole number of at least " + strconv.FormatInt(least, 10)
		}
		return ""
	}
}

func isShare(value any) string {
	number, _ := value.(json.Number)
	if share, err := number.Float64(); err != nil || share < 0 || share > 1 {
		return "must be a number from 0 to 1"
	}
	return ""
}

func isListOf(item rule) rule {
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

func isExactly(only string) rule {
	return func(value any) string {
		list, is := value.([]any)
		if !is || len(list) != 1 || list[0] != only {
			return `must be ["` + only + `"]`
		}
		return ""
	}
}

func isKeyID(value any) string {
	text, _ := value.(string)
	if !validKeyID(text) {
		return "must be letters, digits, dots, underscores and hyphens"
	}
	return ""
}
