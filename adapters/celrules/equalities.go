package celrules

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// equality is a part of a condition: that a field is a text. Most conditions begin with
// some, and most do not hold for their sake; to compare two texts takes a fiftieth of what
// an evaluation does.
type equality struct {
	read   func(*facts) string
	wanted string
}

func (e equality) holds(f *facts) bool { return e.read(f) == e.wanted }

// equalities answers those that all must hold for the condition to hold: the terms of its
// outermost conjunction. Where one does not, the condition does not either, even if another
// term could not be evaluated: false && error is false in CEL.
func (s *schema) equalities(condition ast.Expr) []equality {
	if terms, both := callOf(condition, operators.LogicalAnd); both {
		return append(s.equalities(terms[0]), s.equalities(terms[1])...)
	}
	sides, equal := callOf(condition, operators.Equals)
	if !equal {
		return nil
	}
	for i, side := range sides {
		wanted, isText := textOf(sides[1-i])
		if read := s.reader(side); isText && read != nil {
			return []equality{{read, wanted}}
		}
	}
	return nil
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
