package playbook

import (
	"regexp"
	"strings"
)

// prescriptive finds language that tells people what to do. A Mirror states
// facts and leaves the conclusion to its reader (product.md).
var prescriptive = regexp.MustCompile(`(?i)\b(?:should|must|shall|ought\s+to|needs?\s+to|ha(?:ve|s)\s+to|had\s+better|` +
	`don['’]t|do\s+not|never|always|make\s+sure|please\s+\p{L}+)\b`)

// literal finds the text literals of an expression.
var literal = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`)

// prescription answers the first prescriptive words of what a template can show:
// its fixed text and the text literals of its expressions. Empty when there are none.
func prescription(template string) string {
	segments, err := Segments(template)
	if err != nil {
		return ""
	}
	for _, segment := range segments {
		shown := segment.Text
		if segment.Expression {
			shown = strings.Join(literal.FindAllString(segment.Text, -1), " ")
		}
		if words := prescriptive.FindString(shown); words != "" {
			return words
		}
	}
	return ""
}
