package ports

import (
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Rules compile the conditions and templates of playbooks.
type Rules interface {
	// Check answers every problem of the definition's conditions and templates, each
	// with its path ("conditions[0]", "actions[1].body", "actions[0].evidence[2]"), in
	// the definition's order: what does not parse, does not type-check, is not a
	// condition (boolean), or may cost more than a decision can afford. None means
	// that Compile will succeed.
	Check(definition playbook.Definition) []fault.Problem
	// Compile makes the program of a definition. The same expression is compiled
	// once, whoever uses it. An expression that does not compile is an error that
	// names its path.
	Compile(definition playbook.Definition) (*playbook.Program, error)
	// Bind makes the facts readable for every program of these rules, by one goroutine
	// at a time. It copies nothing: the facts must not change while a program may read
	// them.
	Bind(facts *playbook.Facts) playbook.Env
}
