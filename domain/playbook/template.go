package playbook

import (
	"errors"
	"strings"
)

// Segment is a piece of a template: text as it stands, or an expression.
type Segment struct {
	Text       string
	Expression bool
}

var errUnclosed = errors.New("has {{ without }}")

// Segments splits a template at its {{ }}. Braces within a string literal of an
// expression do not close it.
func Segments(template string) ([]Segment, error) {
	var segments []Segment
	for {
		open := strings.Index(template, "{{")
		if open < 0 {
			return appendText(segments, template), nil
		}
		segments = appendText(segments, template[:open])
		end := closing(template[open+2:])
		if end < 0 {
			return nil, errUnclosed
		}
		expression := strings.TrimSpace(template[open+2 : open+2+end])
		segments = append(segments, Segment{Text: expression, Expression: true})
		template = template[open+2+end+2:]
	}
}

func appendText(segments []Segment, text string) []Segment {
	if text == "" {
		return segments
	}
	return append(segments, Segment{Text: text})
}

// closing answers where the expression ends, -1 when it does not.
func closing(text string) int {
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '}' && strings.HasPrefix(text[i:], "}}"):
			return i
		}
	}
	return -1
}
