package page

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

type definition struct {
	Name, Description string
	Type              template.HTML
	Fields            []field
}

type field struct {
	Name, Description string
	Required          bool
	Type              template.HTML
}

func definitions(document *openapi3.T) []definition {
	var list []definition
	for _, name := range slices.Sorted(maps.Keys(document.Components.Schemas)) {
		s := document.Components.Schemas[name].Value
		d := definition{Name: name, Description: s.Description, Type: shape(s)}
		for _, property := range slices.Sorted(maps.Keys(s.Properties)) {
			ref := s.Properties[property]
			d.Fields = append(d.Fields, field{
				Name: property, Type: typeOf(ref), Description: ref.Value.Description,
				Required: slices.Contains(s.Required, property),
			})
		}
		list = append(list, d)
	}
	return list
}

// typeOf answers a link to a named schema, or the schema in a few words.
func typeOf(ref *openapi3.SchemaRef) template.HTML {
	if ref == nil {
		return ""
	}
	if ref.Ref != "" {
		name := template.HTMLEscapeString(ref.Ref[strings.LastIndexByte(ref.Ref, '/')+1:])
		return template.HTML(`<a href="#schema-` + name + `">` + name + `</a>`) //nolint:gosec // the document is ours, and escaped
	}
	return shape(ref.Value)
}

func shape(s *openapi3.Schema) template.HTML {
	switch {
	case len(s.AllOf) == 1:
		return typeOf(s.AllOf[0])
	case len(s.AnyOf) > 0:
		return choice(s.AnyOf)
	case len(s.OneOf) > 0:
		return choice(s.OneOf)
	case s.Type.Is("array"):
		return "list of " + typeOf(s.Items)
	}
	text := strings.Join(s.Type.Slice(), " or ")
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	return template.HTML(template.HTMLEscapeString(text + bounds(s))) //nolint:gosec // escaped
}

func choice(refs openapi3.SchemaRefs) template.HTML {
	var text template.HTML
	for i, ref := range refs {
		if i > 0 {
			text += " or "
		}
		text += typeOf(ref)
	}
	return text
}

func bounds(s *openapi3.Schema) string {
	var text string
	if len(s.Enum) > 0 {
		text += ": " + strings.ReplaceAll(strings.Trim(fmt.Sprint(s.Enum), "[]"), " ", ", ")
	}
	if s.MaxLength != nil {
		text += fmt.Sprintf(", at most %d characters", *s.MaxLength)
	}
	if s.Min != nil && s.Max != nil {
		text += fmt.Sprintf(", %.0f to %.0f", *s.Min, *s.Max)
	}
	return text
}
