package celrules

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func (b *build) condition(path, text string) playbook.Condition {
	compiled, ok := b.expression(path, "", text)
	if !ok {
		return nil
	}
	if !compiled.yields.IsExactType(cel.BoolType) {
		b.addf(path, "yields %s; a condition must yield bool", nameOf(compiled.yields))
		return nil
	}
	return compiled.holds
}

func (e *expression) holds(env playbook.Env) (bool, error) {
	bound, ok := env.(*facts)
	if !ok {
		return false, errUnbound
	}
	for _, part := range e.equalities {
		if !part.holds(bound) {
			return false, nil
		}
	}
	if e.rest == nil {
		return true, nil
	}
	program, err := e.rest()
	if err != nil {
		return false, err
	}
	value, err := e.run(program, bound)
	if err != nil {
		return false, err
	}
	return value == types.True, nil
}
