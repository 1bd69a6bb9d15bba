// Package celrules compiles the conditions and templates of playbooks from CEL
// (product.md, Conditions and templates): parsed, type-checked against real field
// names and bounded in cost at save, so that evaluation needs no guard of its own.
//
// What an expression may read is listed in variables.go, field by field in records.go. Besides CEL's standard
// macros and functions there are at_least(severity, severity), and of CEL's
// strings extension lowerAscii() and substring(from, to). Left out are regular
// expressions, whose cost depends on their text, and calendar functions that take
// a time zone, which would read files.
package celrules

import (
	"fmt"

	"cel.dev/cel-go/cel"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DefaultCapacity is how many distinct expressions are kept compiled, at some
// kilobytes each. Playbooks in use hold on to theirs beyond it.
const DefaultCapacity = 10_000

// Rules compile playbooks. They are safe for concurrent use.
type Rules struct {
	schema   *schema
	sizes    sizes
	language *cel.Env
	known    *interned
}

var _ ports.Rules = (*Rules)(nil)

// New makes rules that keep up to capacity distinct expressions compiled.
func New(capacity int) (*Rules, error) {
	schema := newSchema()
	language, err := newLanguage(schema)
	if err != nil {
		return nil, fmt.Errorf("celrules: set up the language: %w", err)
	}
	known, err := newInterned(capacity)
	if err != nil {
		return nil, fmt.Errorf("celrules: set up the cache of %d expressions: %w", capacity, err)
	}
	return &Rules{schema: schema, sizes: schema.sizes(), language: language, known: known}, nil
}

// Check answers every problem of the definition's conditions and templates.
func (r *Rules) Check(definition playbook.Definition) []fault.Problem {
	b := &build{rules: r}
	b.program(definition)
	return b.problems
}

// Compile makes the program of a definition; it refuses exactly what Check has
// problems with.
func (r *Rules) Compile(definition playbook.Definition) (*playbook.Program, error) {
	b := &build{rules: r}
	program := b.program(definition)
	if len(b.problems) > 0 {
		return nil, fmt.Errorf("celrules: %s %s", b.problems[0].Path, b.problems[0].Message)
	}
	return program, nil
}

// Bind makes the facts readable. What conditions read is converted once and kept,
// so an Env belongs to one decision: it must not be read by two goroutines at a time.
func (r *Rules) Bind(facts *playbook.Facts) playbook.Env { return newFacts(r.schema, facts) }
