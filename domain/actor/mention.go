package actor

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mention finds an actor's id in text, as itself or as JSON or a URL spells it. An id
// inside of a longer word is no mention: "kim" is not in "kimono", "dev-1" not in "dev-10".
type Mention struct {
	spellings []string
	// joins says which neighbours make a longer word of it.
	joins func(r rune) bool
}

// Mentions finds the id in what is about its actor. There a name made of it is a mention
// too: "kim" is in "ci-kim-42".
func Mentions(id string) Mention { return Mention{spellings: spellings(id), joins: isWord} }

// MentionsElsewhere finds the id in what is about others. There a name made of it may be
// somebody's own: "kim" is not in "kim-lee", "kim.lee" or "kim@example.org".
func MentionsElsewhere(id string) Mention { return Mention{spellings: spellings(id), joins: isName} }

// In reports whether the text mentions the id.
func (m Mention) In(text string) bool {
	return slices.ContainsFunc(m.spellings, func(s string) bool { return m.next(text, s, 0) >= 0 })
}

// Replace answers the text with the alias in place of each mention.
func (m Mention) Replace(text, alias string) string {
	for _, spelling := range m.spellings {
		text = m.replace(text, spelling, alias)
	}
	return text
}

func (m Mention) replace(text, spelling, alias string) string {
	var kept strings.Builder
	from := 0
	for at := m.next(text, spelling, from); at >= 0; at = m.next(text, spelling, from) {
		kept.WriteString(text[from:at])
		kept.WriteString(alias)
		from = at + len(spelling)
	}
	if from == 0 {
		return text
	}
	kept.WriteString(text[from:])
	return kept.String()
}

// next answers where the spelling stands as a word, from the place on; -1 for nowhere.
func (m Mention) next(text, spelling string, from int) int {
	for {
		found := strings.Index(text[from:], spelling)
		if found < 0 {
			return -1
		}
		at := from + found
		if m.apart(text[:at], text[at+len(spelling):]) {
			return at
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		from = at + size
	}
}

// apart reports whether neither side goes on with the word. A mark joins only what comes
// behind it: a sentence may end with a name.
func (m Mention) apart(before, after string) bool {
	last, size := utf8.DecodeLastRuneInString(before)
	if m.joins(last) && (isWord(last) || endsInWord(before[:len(before)-size])) {
		return false
	}
	first, size := utf8.DecodeRuneInString(after)
	return !m.joins(first) || !isWord(first) && !startsWithWord(after[size:])
}

func endsInWord(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return isWord(last)
}

func startsWithWord(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return isWord(first)
}

// isWord: no text has the replacement rune that stands for its end here.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isName(r rune) bool { return isWord(r) || strings.ContainsRune("-_.@+", r) }

// spellings answers the id as it may be written, each once; none for nobody.
func spellings(id string) []string {
	if id == "" {
		return nil
	}
	quoted, _ := json.Marshal(id) //nolint:errchkjson // a string can be written as JSON
	all := []string{id, strings.Trim(string(quoted), `"`), url.QueryEscape(id), url.PathEscape(id)}
	slices.Sort(all)
	return slices.Compact(all)
}
