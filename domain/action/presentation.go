package action

import (
	"strings"
	"unicode/utf8"
)

// MaxStatusLine is the length of an IDE status line, in characters (api.md).
const MaxStatusLine = 80

// maxAlertText keeps an alert short enough for a phone's lock screen.
const maxAlertText = 240

// Presentation is an action as one surface shows it. Only the part of that
// surface is set.
type Presentation struct {
	IDE   *IDEView
	CI    *CIView
	Alert *AlertView
}

// IDEView is a status line of at most MaxStatusLine characters and a card.
type IDEView struct {
	StatusLine string
	Card       Card
}

// Card is what opens when the status line is chosen.
type Card struct {
	Title, Body, Rationale string
	Links                  []string
}

// CIView is Markdown for a check summary, and annotations.
type CIView struct {
	Summary     string
	Annotations []Annotation
}

// Annotation marks a line of a file.
type Annotation struct {
	Path string
	// Line counts from 1.
	Line int
	// Level is notice, warning or failure. The engine itself only notices: it gates nothing.
	Level   string
	Message string
}

// AlertView is a short title and text.
type AlertView struct {
	Title, Text string
}

// Present composes the payload for a surface. The file, when known, gets the
// annotation of a CI presentation, at the line or, where that is 0, at its first.
func (p Payload) Present(surface Surface, filePath string, line int64) Presentation {
	switch surface {
	case IDE:
		return Presentation{IDE: &IDEView{
			StatusLine: shorten(oneLine(p.Title), MaxStatusLine),
			Card:       Card{Title: p.Title, Body: p.Body, Rationale: p.Rationale, Links: p.EvidenceLinks},
		}}
	case CI:
		return Presentation{CI: &CIView{Summary: p.markdown(), Annotations: p.annotations(filePath, line)}}
	case Alert:
		return Presentation{Alert: &AlertView{
			Title: shorten(oneLine(p.Title), MaxStatusLine), Text: shorten(oneLine(p.Body), maxAlertText),
		}}
	default:
		return Presentation{}
	}
}

func (p Payload) markdown() string {
	var text strings.Builder
	text.WriteString("### " + oneLine(p.Title) + "\n")
	for _, part := range []string{p.Body, p.Rationale} {
		if part != "" {
			text.WriteString("\n" + part + "\n")
		}
	}
	for i, link := range p.EvidenceLinks {
		if i == 0 {
			text.WriteString("\nEvidence:\n")
		}
		text.WriteString("- <" + link + ">\n")
	}
	return text.String()
}

func (p Payload) annotations(filePath string, line int64) []Annotation {
	if filePath == "" {
		return nil
	}
	return []Annotation{{Path: filePath, Line: int(max(line, 1)), Level: "notice", Message: shorten(oneLine(p.Title), maxAlertText)}}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// shorten cuts at a character, never within one, and shows that it cut.
func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:limit-1]), " ") + "…"
}
