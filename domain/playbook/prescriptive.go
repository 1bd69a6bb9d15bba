package playbook

import "regexp"

// prescriptive finds language that tells people what to do. A Mirror states
// facts and leaves the conclusion to its reader (product.md).
var prescriptive = regexp.MustCompile(`(?i)\b(?:should|must|shall|ought\s+to|needs?\s+to|ha(?:ve|s)\s+to|had\s+better|` +
	`don['’]t|do\s+not|never|always|make\s+sure|please\s+\p{L}+)\b`)

// prescription answers the first prescriptive words of a template's fixed text,
// empty when there are none.
func prescription(template string) string {
	segments, err := Segments(template)
	if err != nil {
		return ""
	}
	for _, segment := range segments {
		if segment.Expression {
			continue
		}
		if words := prescriptive.FindString(segment.Text); words != "" {
			return words
		}
	}
	return ""
}
