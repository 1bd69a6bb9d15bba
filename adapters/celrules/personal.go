package celrules

import "cel.dev/cel-go/common/ast"

// namesActor reports whether an expression reads who the actor is, by whatever name it goes.
// Their type and roles are many people's.
func namesActor(checked *ast.AST) bool {
	for _, read := range ast.MatchDescendants(ast.NavigateAST(checked), ast.KindMatcher(ast.SelectKind)) {
		selected := read.AsSelect()
		of := plain(checked.GetType(selected.Operand().ID()).TypeName())
		if selected.FieldName() == "actor_id" && of == "signal" || selected.FieldName() == "id" && of == "actor" {
			return true
		}
	}
	return false
}
