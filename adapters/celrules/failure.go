package celrules

import (
	"errors"
	"fmt"
	"strings"

	"cel.dev/cel-go/common/types"
)

var errUnbound = errors.New("the facts were not bound by these rules")

// failure is why an expression could not be evaluated, and where in its text.
// Explanations show it and receipts count it, so it repeats no value: the cause,
// which may hold one, is kept for errors.As only.
type failure struct {
	line, column int
	what         string
	cause        error
}

func (f *failure) Error() string { return fmt.Sprintf("%d:%d: %s", f.line, f.column, f.what) }

func (f *failure) Unwrap() error { return f.cause }

// reasons are the messages of the evaluator that say more than that it failed.
func reasons() []struct{ begins, means string } {
	return []struct{ begins, means string }{
		{"no such key", "reads a key that is not there; test it with has()"},
		{"index out of bounds", "reads past the end of a list; test its size()"},
		{"no such overload", "is not defined for a value of this type"},
		{"division by zero", "divides by zero"},
		{"modulus by zero", "divides by zero"},
		{badSeverity, badSeverity},
		{badRange, badRange},
	}
}

func (e *expression) failure(cause error) error {
	f := &failure{line: 1, column: 1, what: "cannot be evaluated with these values", cause: cause}
	for _, reason := range reasons() {
		if strings.HasPrefix(cause.Error(), reason.begins) {
			f.what = reason.means
		}
	}
	if located, ok := errors.AsType[*types.Err](cause); ok {
		if at := e.source.GetStartLocation(located.NodeID()); at.Line() > 0 {
			f.line, f.column = at.Line(), at.Column()+1
		}
	}
	return f
}
