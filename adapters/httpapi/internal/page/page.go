// Package page renders the OpenAPI document for reading: one page, nothing loaded
// from elsewhere.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
)

//go:embed page.html
var layout string

// ContentPolicy is the Content-Security-Policy that the page needs and no more.
const ContentPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

type content struct {
	Title, Version, Description string
	Groups                      []group
	Problems                    []problem.Kind
	Schemas                     []definition
}

type group struct {
	Name, Description string
	Operations        []operation
}

type operation struct {
	ID, Method, Path, Summary, Description string
	Public                                 bool
	Parameters                             []parameter
	Body                                   template.HTML
	Answers                                []answer
}

type parameter struct {
	Name, In, Description string
	Required              bool
	Type                  template.HTML
}

type answer struct {
	Status, Description string
	Type                template.HTML
}

// Render answers the page.
func Render(contract *schema.Contract) ([]byte, error) {
	parsed, err := template.New("page").Parse(layout)
	if err != nil {
		return nil, fmt.Errorf("parse the documentation page: %w", err)
	}
	document := contract.Document()
	var out bytes.Buffer
	err = parsed.Execute(&out, content{
		Title: document.Info.Title, Version: document.Info.Version, Description: document.Info.Description,
		Groups: groups(contract), Problems: problem.Kinds(), Schemas: definitions(document),
	})
	if err != nil {
		return nil, fmt.Errorf("render the documentation page: %w", err)
	}
	return out.Bytes(), nil
}

func groups(contract *schema.Contract) []group {
	document := contract.Document()
	base := document.Servers[0].URL
	list := make([]group, len(document.Tags))
	for i, tag := range document.Tags {
		list[i] = group{Name: tag.Name, Description: tag.Description}
		for _, o := range contract.Operations() {
			if slices.Contains(o.Spec.Tags, tag.Name) {
				list[i].Operations = append(list[i].Operations, describe(base, document.Paths.Value(o.Path), o))
			}
		}
	}
	return list
}

func describe(base string, item *openapi3.PathItem, o schema.Operation) operation {
	described := operation{
		ID: o.ID, Method: o.Method, Path: base + o.Path, Public: o.Public,
		Summary: o.Spec.Summary, Description: o.Spec.Description,
	}
	for _, ref := range slices.Concat(item.Parameters, o.Spec.Parameters) {
		p := ref.Value
		described.Parameters = append(described.Parameters, parameter{
			Name: p.Name, In: p.In, Description: p.Description, Required: p.Required, Type: typeOf(p.Schema),
		})
	}
	if o.Spec.RequestBody != nil {
		described.Body = contentType(o.Spec.RequestBody.Value.Content)
	}
	responses := o.Spec.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		r := responses[status].Value
		described.Answers = append(described.Answers, answer{
			Status: status, Description: *r.Description, Type: contentType(r.Content),
		})
	}
	return described
}

func contentType(bodies openapi3.Content) template.HTML {
	for _, kind := range slices.Sorted(maps.Keys(bodies)) {
		return typeOf(bodies[kind].Schema)
	}
	return ""
}
