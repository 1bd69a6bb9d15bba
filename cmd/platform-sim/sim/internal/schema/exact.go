package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// CheckExactly is Check, and reports every field that the table does not name, by name after those that it does.
func (t Table) CheckExactly(object map[string]any) []reply.FieldError {
	return append(t.Check(object), t.strangers("", object)...)
}

// strangers looks into those objects only whose fields are in the table: others are a matter of their own rule.
func (t Table) strangers(prefix string, object map[string]any) []reply.FieldError {
	var found []reply.FieldError
	for _, name := range slices.Sorted(maps.Keys(object)) {
		path := prefix + name
		if !t.names(path) {
			found = append(found, reply.FieldError{Path: path, Message: "is not a field of this contract"})
			continue
		}
		if inner, is := object[name].(map[string]any); is && t.reachesInto(path) {
			found = append(found, t.strangers(path+".", inner)...)
		}
	}
	return found
}

func (t Table) names(path string) bool {
	return slices.ContainsFunc(t, func(f Field) bool { return f.name == path })
}

func (t Table) reachesInto(path string) bool {
	return slices.ContainsFunc(t, func(f Field) bool { return strings.HasPrefix(f.name, path+".") })
}
