// Package intake turns request bodies into commands. The strict readers only say
// yes or no, and are fast; the lenient ones take what can be understood from a
// body that is not valid, so that the domain's problems can be told beside the
// schema's.
package intake

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// fields are an object of a tree, or what stands in its place. A field that is
// absent or of another type reads as its zero value.
type fields map[string]any

func fieldsOf(tree any) fields {
	object, _ := tree.(map[string]any)
	return object
}

func (f fields) text(name string) string {
	text, _ := f[name].(string)
	return text
}

func (f fields) flag(name string) bool {
	flag, _ := f[name].(bool)
	return flag
}

func (f fields) object(name string) fields { return fieldsOf(f[name]) }

func (f fields) texts(name string) []string {
	list, _ := f[name].([]any)
	var texts []string
	for _, entry := range list {
		text, _ := entry.(string)
		texts = append(texts, text)
	}
	return texts
}

func (f fields) moment(name string) time.Time {
	at, _ := Moment(f.text(name))
	return at
}

func (f fields) key(name string) id.UUID {
	key, _ := id.Parse(f.text(name))
	return key
}

// Moment reads an RFC 3339 time, strictly, and answers it in UTC. Commands take the zero
// time for none, so that a text of it is the moment after.
func Moment(text string) (time.Time, bool) {
	var at time.Time
	if err := at.UnmarshalText([]byte(text)); err != nil {
		return time.Time{}, false
	}
	if at.IsZero() {
		at = at.Add(time.Microsecond)
	}
	return at.UTC(), true
}
