package rules

import (
	"fmt"
	"sync"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Engine puts the rules in force and answers what a decision does to find out which of
// them fire: bind the facts, match the triggers, ask the conditions.
func Engine(rules []Rule) (func() decision.Evaluated, error) {
	compiler, err := celrules.New(celrules.DefaultCapacity)
	if err != nil {
		return nil, fmt.Errorf("prepare the engine: %w", err)
	}
	facts, index := Facts(), playbook.NewIndex(published(rules, compiler))
	return func() decision.Evaluated {
		return decision.Evaluate(&decision.Inputs{Playbooks: index, Facts: *facts, Env: compiler.Bind(facts)})
	}, nil
}

// published are compiled when first asked, as the catalogue's are.
func published(rules []Rule, compiler *celrules.Rules) []playbook.Published {
	all := make([]playbook.Published, len(rules))
	for i, rule := range rules {
		definition := rule.definition()
		all[i] = playbook.Published{
			Playbook: id.UUID{byte(rule.Number >> 8), byte(rule.Number)}, Revision: 1, Definition: definition,
			Program: sync.OnceValues(func() (*playbook.Program, error) { return compiler.Compile(definition) }),
		}
	}
	return all
}

// Numbers are those of the rules that fired.
func Numbers(evaluated decision.Evaluated) []int {
	var numbers []int
	for _, fired := range evaluated.Fired() {
		numbers = append(numbers, int(fired.PlaybookID[0])<<8|int(fired.PlaybookID[1]))
	}
	return numbers
}
