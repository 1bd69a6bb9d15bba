// Package schema holds requests against the OpenAPI document and says in plain
// words, with paths, everything that does not fit.
package schema

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Contract is the OpenAPI document, read. It is safe for concurrent use.
type Contract struct{ document *openapi3.T }

// Load reads and checks a document.
func Load(text []byte) (*Contract, error) {
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	if err := document.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("check the OpenAPI document: %w", err)
	}
	return &Contract{document: document}, nil
}

// Document answers the whole of it, not to be changed.
func (c *Contract) Document() *openapi3.T { return c.document }

// Operation is one method of one path.
type Operation struct {
	ID, Method, Path string
	// Public operations need no token.
	Public bool
	// MaxBytes bounds the body; 0 when the document says nothing.
	MaxBytes int64
	Spec     *openapi3.Operation
}

// Operations answers all of them, by path and method.
func (c *Contract) Operations() []Operation {
	var all []Operation
	paths := c.document.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		methods := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			spec := methods[method]
			all = append(all, Operation{
				ID: spec.OperationID, Method: method, Path: path, Spec: spec,
				Public: spec.Security != nil && len(*spec.Security) == 0, MaxBytes: maxBytes(spec),
			})
		}
	}
	return all
}

func maxBytes(spec *openapi3.Operation) int64 {
	if spec.RequestBody == nil {
		return 0
	}
	limit, _ := spec.RequestBody.Value.Extensions["x-max-bytes"].(float64)
	return int64(limit)
}

// Check answers what of the value does not fit the named schema, each problem with
// its path below the prefix, in the order of the paths. The value is a tree as
// package scan reads it.
func (c *Contract) Check(name, prefix string, value any) []fault.Problem {
	err := c.document.Components.Schemas[name].Value.VisitJSON(value,
		openapi3.MultiErrors(), openapi3.WithStringFormatValidator("date-time", moment{}),
		openapi3.WithStringFormatValidator("uuid", key{}))
	if err == nil {
		return nil
	}
	r := &report{root: value, prefix: prefix, unknown: map[string]bool{}}
	r.add(err)
	return r.problems
}

// report turns the validator's errors into problems.
type report struct {
	root     any
	prefix   string
	unknown  map[string]bool
	problems []fault.Problem
}

// add descends into lists of errors, which the validator also keeps behind an allOf.
func (r *report) add(err error) {
	if several, ok := errors.AsType[openapi3.MultiError](err); ok {
		for _, one := range several {
			r.add(one)
		}
		return
	}
	one, ok := errors.AsType[*openapi3.SchemaError](err)
	if !ok {
		r.problems = append(r.problems, fault.Problem{Path: r.prefix, Message: "is not valid"})
		return
	}
	r.addOne(one)
}
