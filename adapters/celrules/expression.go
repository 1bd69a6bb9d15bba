package celrules

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// expression is a compiled piece of CEL.
type expression struct {
	program cel.Program
	yields  *cel.Type
	// cost is the most that one evaluation can cost.
	cost uint64
	// personal is set for one that reads who the actor is.
	personal bool
	// source tells where in the text a part stands.
	source *ast.SourceInfo
	// equalities are the part of a condition that needs no evaluation; rest is the other,
	// planned when it is first asked, and nil where nothing is left.
	equalities []equality
	rest       func() (cel.Program, error)
}

// expression answers the compiled text, or everything wrong with it.
func (r *Rules) expression(text string) (*expression, []string) {
	return r.known.get(text, func() (*expression, []string) { return r.compile(text) })
}

func (r *Rules) compile(text string) (*expression, []string) {
	if len(text) > maxExpression {
		return nil, []string{fmt.Sprintf("is longer than %d bytes", maxExpression)}
	}
	checked, issues := r.language.Compile(text)
	if issues.Err() != nil {
		return nil, messages(issues)
	}
	cost, err := r.language.EstimateCost(checked, r.sizes)
	if err != nil {
		return nil, []string{"has no cost that could be bounded"}
	}
	if cost.Max > maxExpressionCost {
		return nil, []string{fmt.Sprintf("may cost %d; a decision can afford %d: nest fewer loops", cost.Max, maxExpressionCost)}
	}
	program, err := r.language.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, []string{oneLine(err.Error())}
	}
	equalities, rest := r.parted(checked, program)
	return &expression{
		program: program, yields: checked.OutputType(), cost: cost.Max, source: checked.NativeRep().SourceInfo(),
		equalities: equalities, rest: rest, personal: namesActor(checked.NativeRep()),
	}, nil
}

// maxMessage keeps a message readable: the parser lists every token it would have taken.
const maxMessage = 200

// plain takes out of a message what only this package knows: the type names that
// no expression can write, and the container that it does not use.
func plain(message string) string {
	return strings.NewReplacer(" (in container '')", "", "@signal", "signal", "@actor", "actor",
		"@context", "context", "@recent", "recent", "@behaviour", "behaviour").Replace(message)
}

func messages(issues *cel.Issues) []string {
	list := make([]string, 0, len(issues.Errors()))
	for _, issue := range issues.Errors() {
		text := plain(issue.Message)
		list = append(list, fmt.Sprintf("%d:%d: %s", issue.Location.Line(), issue.Location.Column()+1, oneLine(text)))
	}
	return list
}

func oneLine(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > maxMessage {
		return strings.ToValidUTF8(text[:maxMessage], "") + "…"
	}
	return text
}

func nameOf(t *cel.Type) string { return plain(cel.FormatCELType(t)) }

func (e *expression) evaluate(env playbook.Env) (ref.Val, error) {
	bound, ok := env.(*facts)
	if !ok {
		return nil, errUnbound
	}
	return e.run(e.program, bound)
}

func (e *expression) run(program cel.Program, bound *facts) (ref.Val, error) {
	value, _, err := program.Eval(bound)
	if err != nil {
		return nil, e.failure(err)
	}
	if types.IsUnknown(value) {
		return nil, errUnbound
	}
	return value, nil
}
