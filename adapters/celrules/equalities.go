package celrules

import (
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// equality is a term of a condition: that a field is a text. Most conditions begin with
// some, and most do not hold for their sake; to compare two texts takes a fiftieth of what
// an evaluation does.
type equality struct {
	read   func(*facts) string
	wanted string
}

func (e equality) holds(f *facts) bool { return e.read(f) == e.wanted }

// part takes the equalities out of a condition's outermost conjunction, and answers what is
// left of it, nil for nothing. A condition holds where all of them do and the rest does too;
// where one does not, it does not either, even if the rest could not be evaluated: false &&
// error is false in CEL.
func (s *schema) part(condition ast.Expr) (taken []equality, rest ast.Expr) {
	if terms, both := callOf(condition, operators.LogicalAnd); both {
		first, left := s.part(terms[0])
		second, right := s.part(terms[1])
		return append(first, second...), join(condition, left, right)
	}
	if found, equals := s.equalityOf(condition); equals {
		return []equality{found}, nil
	}
	return nil, condition
}

// join keeps the id of the conjunction, by which its type and its place are known.
func join(conjunction, left, right ast.Expr) ast.Expr {
	switch {
	case left == nil:
		return right
	case right == nil:
		return left
	}
	return ast.NewExprFactory().NewCall(conjunction.ID(), operators.LogicalAnd, left, right)
}

func (s *schema) equalityOf(term ast.Expr) (found equality, equals bool) {
	sides, equals := callOf(term, operators.Equals)
	if !equals {
		return equality{}, false
	}
	for i, side := range sides {
		wanted, isText := textOf(sides[1-i])
		if read := s.reader(side); isText && read != nil {
			return equality{read, wanted}, true
		}
	}
	return equality{}, false
}

// parted parts an expression as if it were a condition; whole is its program.
func (r *Rules) parted(checked *cel.Ast, whole cel.Program) ([]equality, func() (cel.Program, error)) {
	native := checked.NativeRep()
	equalities, rest := r.schema.part(native.Expr())
	switch {
	case rest == nil:
		return equalities, nil
	case len(equalities) == 0:
		return nil, func() (cel.Program, error) { return whole, nil }
	}
	return equalities, sync.OnceValues(func() (cel.Program, error) {
		left := ast.NewCheckedAST(ast.NewAST(rest, native.SourceInfo()), native.TypeMap(), native.ReferenceMap())
		return r.language.PlanProgram(left, cel.EvalOptions(cel.OptOptimize))
	})
}

func textOf(e ast.Expr) (text string, isText bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	literal, isText := e.AsLiteral().(types.String)
	return string(literal), isText
}

// reader answers how a field of a variable is read; nil for what is none, or holds no text.
func (s *schema) reader(e ast.Expr) func(*facts) string {
	if e.Kind() != ast.SelectKind || e.AsSelect().IsTestOnly() || e.AsSelect().Operand().Kind() != ast.IdentKind {
		return nil
	}
	field := e.AsSelect().FieldName()
	switch e.AsSelect().Operand().AsIdent() {
	case "signal":
		return readerOf(s.signal, field, func(f *facts) *signal.Signal { return f.given.Signal })
	case "actor":
		return readerOf(s.actor, field, func(f *facts) *actor.Actor { return &f.given.Actor })
	case "context":
		return readerOf(s.context, field, func(f *facts) *playbook.Context { return &f.given.Context })
	}
	return nil
}

// readerOf reads a field of nothing as the evaluator does, as empty.
func readerOf[T any](kind *record[T], field string, of func(*facts) *T) func(*facts) string {
	at := kind.index(field)
	if at < 0 || kind.fields[at].text == nil {
		return nil
	}
	read := kind.fields[at].text
	return func(f *facts) string {
		if it := of(f); it != nil {
			return read(it)
		}
		return ""
	}
}
