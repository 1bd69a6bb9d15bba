package celrules

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// counting reads list.filter(v, p).size() as a count: how often something happened
// lately is what most conditions ask, and nobody looks at the list that a filter makes.
func counting() cel.EnvOption {
	return cel.Macros(
		cel.ReceiverMacro("size", 0, func(f cel.MacroExprFactory, list ast.Expr, _ []ast.Expr) (ast.Expr, *cel.Error) {
			return count(f, list), nil
		}),
		cel.GlobalMacro("size", 1, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			return count(f, args[0]), nil
		}),
	)
}

// count answers nil, by which the call stays what it is, for what is no filter.
func count(f cel.MacroExprFactory, list ast.Expr) ast.Expr {
	condition, filters := filterOf(list)
	if !filters {
		return nil
	}
	loop, one := list.AsComprehension(), f.NewLiteral(types.IntOne)
	step := f.NewCall(operators.Conditional, condition,
		f.NewCall(operators.Add, f.NewAccuIdent(), one), f.NewAccuIdent())
	return f.NewComprehension(loop.IterRange(), loop.IterVar(), loop.AccuVar(),
		f.NewLiteral(types.IntZero), loop.LoopCondition(), step, f.NewAccuIdent())
}

// filterOf answers the condition of a filter. Its step is condition ? accu + [v] : accu,
// which no other macro makes of a loop's own variable.
func filterOf(list ast.Expr) (condition ast.Expr, filters bool) {
	if list.Kind() != ast.ComprehensionKind || list.AsComprehension().HasIterVar2() {
		return nil, false
	}
	loop := list.AsComprehension()
	step, chooses := callOf(loop.LoopStep(), operators.Conditional)
	if !chooses {
		return nil, false
	}
	added, adds := callOf(step[1], operators.Add)
	if !adds || !isIdent(added[0], loop.AccuVar()) || added[1].Kind() != ast.ListKind {
		return nil, false
	}
	elements := added[1].AsList().Elements()
	return step[0], len(elements) == 1 && isIdent(elements[0], loop.IterVar()) && isIdent(loop.Result(), loop.AccuVar())
}

func callOf(e ast.Expr, function string) (args []ast.Expr, calls bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != function {
		return nil, false
	}
	return e.AsCall().Args(), true
}

func isIdent(e ast.Expr, name string) bool { return e.Kind() == ast.IdentKind && e.AsIdent() == name }
