package eris

import "github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"

func anything(any) string { return "" }

func isSHA256(value any) string {
	text, _ := value.(string)
	if _, err := parseHash(text); err != nil {
		return "must be sha256: and 64 lower-case hex digits"
	}
	return ""
}

func isExactly(only string) schema.Rule {
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

// isEvidence tells of the first thing that is wrong with a handle.
func isEvidence() schema.Rule {
	handle := schema.Table{
		schema.Required("url", schema.IsName), schema.Required("type", schema.IsName),
		schema.Required("description", schema.IsText), schema.Optional("expires_at", schema.IsTime),
	}
	return func(value any) string {
		object, _ := value.(map[string]any)
		wrong := handle.Check(object)
		if len(wrong) == 0 {
			return ""
		}
		return wrong[0].Path + " " + wrong[0].Message
	}
}
