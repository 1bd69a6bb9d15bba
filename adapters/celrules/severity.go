package celrules

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// severity is a field that holds a name of the severity scale.
func severity[T any](read func(*T) signal.Severity) field[T] {
	return text("severity", 8, func(of *T) string { return read(of).String() })
}

const (
	atLeastName = "at_least"
	badSeverity = "is not info, low, medium, high or critical"
)

// atLeast declares at_least(severity, severity): whether the first is as bad as
// the second or worse. The empty severity of a missing signal is below all.
func atLeast() cel.EnvOption {
	return cel.Function(atLeastName, cel.Overload("at_least_string_string",
		[]*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, cel.BinaryBinding(isAtLeast)))
}

func isAtLeast(had, wanted ref.Val) ref.Val {
	least, ok := rank(wanted)
	if !ok {
		return types.NewErr(badSeverity)
	}
	if had == types.String("") {
		return types.False
	}
	actual, ok := rank(had)
	if !ok {
		return types.NewErr(badSeverity)
	}
	return types.Bool(actual >= least)
}

func rank(name ref.Val) (signal.Severity, bool) {
	text, ok := name.(types.String)
	if !ok {
		return signal.Info, false
	}
	return signal.ParseSeverity(string(text))
}

// severityLiterals refuses at save a severity that is written out and unknown.
type severityLiterals struct{}

// Name answers the name of the check.
func (severityLiterals) Name() string { return "mmm.severity_literals" }

// Validate reports every literal argument of at_least that is off the scale.
func (severityLiterals) Validate(_ *cel.Env, _ cel.ValidatorConfig, checked *ast.AST, issues *cel.Issues) {
	for _, call := range ast.MatchDescendants(ast.NavigateAST(checked), ast.FunctionMatcher(atLeastName)) {
		for _, argument := range call.AsCall().Args() {
			if argument.Kind() != ast.LiteralKind {
				continue
			}
			if _, ok := rank(argument.AsLiteral()); !ok {
				issues.ReportErrorAtID(argument.ID(), badSeverity)
			}
		}
	}
}
