package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func (r *report) addOne(one *openapi3.SchemaError) {
	path := r.path(one.JSONPointer())
	if one.SchemaField == "properties" {
		r.addUnknown(path, one)
		return
	}
	r.problems = append(r.problems, fault.Problem{Path: path, Message: message(one)})
}

// addUnknown reports all unknown fields of an object at once: the validator names
// the object, once a field.
func (r *report) addUnknown(path string, one *openapi3.SchemaError) {
	object, ok := one.Value.(map[string]any)
	if !ok || r.unknown[path] {
		return
	}
	r.unknown[path] = true
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if one.Schema.Properties[name] == nil {
			r.problems = append(r.problems, fault.Problem{Path: scan.Field(path, name), Message: "is not a known field"})
		}
	}
}

// path writes a JSON pointer as the sender would, telling an index from a name by
// the value it points into.
func (r *report) path(pointer []string) string {
	path, value := r.prefix, r.root
	for _, step := range pointer {
		if list, ok := value.([]any); ok {
			index, _ := strconv.Atoi(step)
			path, value = scan.Item(path, index), list[index]
			continue
		}
		object, _ := value.(map[string]any)
		path, value = scan.Field(path, step), object[step]
	}
	return path
}

// message says what would be right. It never repeats the value.
func message(one *openapi3.SchemaError) string {
	s := one.Schema
	switch one.SchemaField {
	case "required":
		return "is required"
	case "enum":
		return "must be one of " + choices(s.Enum)
	case "nullable":
		return "must not be null"
	case "type", "anyOf", "oneOf":
		return "must be " + kind(s)
	case "format":
		return "must be " + form(s.Format)
	case "minLength":
		return atLeast(s.MinLength)
	case "maxLength":
		return fmt.Sprintf("is longer than %d characters", *s.MaxLength)
	case "minItems":
		return fmt.Sprintf("needs at least %d", s.MinItems)
	case "maxItems":
		return fmt.Sprintf("has more than %d entries", *s.MaxItems)
	case "maxProperties":
		return fmt.Sprintf("has more than %d entries", *s.MaxProps)
	case "minimum", "maximum":
		return between(s)
	}
	return "is not valid"
}

func atLeast(length uint64) string {
	if length == 1 {
		return "must not be empty"
	}
	return fmt.Sprintf("must have at least %d characters", length)
}

func choices(enum []any) string {
	words := make([]string, len(enum))
	for i, choice := range enum {
		words[i] = fmt.Sprint(choice)
	}
	return strings.Join(words, ", ")
}

func kind(s *openapi3.Schema) string {
	switch {
	case len(s.AnyOf) > 0:
		return "a string, a number or a boolean"
	case s.Type.Is("object"):
		return "an object"
	case s.Type.Is("array"):
		return "a list"
	case s.Type.Is("integer"):
		return "a whole number"
	}
	return "a " + strings.Join(s.Type.Slice(), " or ")
}

func between(s *openapi3.Schema) string {
	switch {
	case s.Min == nil:
		return fmt.Sprintf("must be at most %.0f", *s.Max)
	case s.Max == nil:
		return fmt.Sprintf("must be at least %.0f", *s.Min)
	}
	return fmt.Sprintf("must be from %.0f to %.0f", *s.Min, *s.Max)
}
