package celrules

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// build compiles one definition and collects what is wrong with it.
type build struct {
	rules    *Rules
	problems []fault.Problem
	// cost is the sum over all expressions so far.
	cost uint64
}

func (b *build) addf(path, format string, args ...any) {
	b.problems = append(b.problems, fault.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (b *build) program(d playbook.Definition) *playbook.Program {
	program := &playbook.Program{
		Conditions: make([]playbook.Condition, len(d.Conditions)),
		Actions:    make([]playbook.ActionProgram, len(d.Actions)),
	}
	for i, condition := range d.Conditions {
		program.Conditions[i] = b.condition(fmt.Sprintf("conditions[%d]", i), condition)
	}
	for i, action := range d.Actions {
		program.Actions[i] = b.action(fmt.Sprintf("actions[%d]", i), action)
	}
	if b.cost > maxPlaybookCost {
		b.addf("", "may cost %d in all; a decision can afford %d", b.cost, maxPlaybookCost)
	}
	return program
}

func (b *build) action(path string, a playbook.Action) playbook.ActionProgram {
	program := playbook.ActionProgram{
		Title:     b.template(path+".title", a.Title, form{limit: maxTitle}),
		Body:      b.template(path+".body", a.Body, form{limit: maxBody}),
		Rationale: b.template(path+".rationale", a.Rationale, form{limit: maxBody}),
		Evidence:  make([]playbook.Template, len(a.Evidence)),
	}
	for i, link := range a.Evidence {
		program.Evidence[i] = b.template(fmt.Sprintf("%s.evidence[%d]", path, i), link, form{limit: maxLink, link: true})
	}
	if a.LLM != nil {
		program.Prompt = b.template(path+".llm.prompt", a.LLM.Prompt, form{limit: maxPrompt, quoted: true})
	}
	return program
}

// expression compiles one expression. Its problems are told with the prefix that
// says where in the field it stands.
func (b *build) expression(path, prefix, text string) (*expression, bool) {
	compiled, problems := b.rules.expression(text)
	for _, problem := range problems {
		b.addf(path, "%s%s", prefix, problem)
	}
	if len(problems) > 0 {
		return nil, false
	}
	b.cost += compiled.cost
	return compiled, true
}
