package playbook

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Facts are what conditions and templates may read (product.md, Conditions and
// templates). Everything in them was read before; nothing is fetched on demand.
type Facts struct {
	// Signal is nil when a decision is asked for without one.
	Signal  *signal.Signal
	Actor   actor.Actor
	Context Context
	// Recent are this subject's signals, newest first, the current one among them.
	Recent []signal.Recent
	// Behaviour are the signals of the behaviour service, none while it is not configured.
	Behaviour []Behaviour
	// Outcomes are this actor's recent counts by result, nobody else's.
	Outcomes map[string]int64
	Now      time.Time
}

// Context is where the actor works.
type Context struct {
	Place           signal.Place
	Surface         action.Surface
	EvaluationPoint string
}

// Behaviour is one signal of the behaviour service, metadata only.
type Behaviour struct {
	Dimension, SignalType string
	// Score is from 0 to 100.
	Score     float64
	Severity  signal.Severity
	CreatedAt time.Time
}

// Env is Facts in the form that a compiled program reads: made once a decision,
// by the compiler that made the program, and opaque to everybody else.
type Env any

// Condition is a compiled condition. An error means that it could not be
// evaluated: the playbook does not fire, and says so.
type Condition func(Env) (bool, error)

// Template is a compiled template. An error removes its action.
type Template func(Env) (string, error)

// Program is a definition, compiled.
type Program struct {
	// Conditions stand in the definition's order.
	Conditions []Condition
	Actions    []ActionProgram
}

// ActionProgram holds the compiled templates of one action, in its order.
type ActionProgram struct {
	Title, Body, Rationale Template
	Evidence               []Template
	// Prompt asks for generated text, its values quoted (Quote); nil where none is wanted.
	Prompt Template
}

// Published is a playbook in force.
type Published struct {
	Playbook   Key
	Revision   int
	Definition Definition
	// Program compiles at the first use and answers the same ever after. An error
	// means that a stored definition no longer compiles: it does not fire.
	Program func() (*Program, error)
}
