package decision

import (
	"errors"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Wanted is a text that an action wants which would be shown.
type Wanted struct {
	// candidate is its place in the proposal.
	candidate int
	Prompt    generation.Prompt
	// Evidence is what the text may link to.
	Evidence []string
	// Unasked says why the prompt must not be sent; empty for one that may.
	Unasked Reason
}

// Written is what became of a wanted text.
type Written struct {
	Wanted

	Text generation.Text
	// Missing says why there is none, with a sentence; empty where there is one.
	Missing Reason
	Detail  string
}

// Wanted answers the texts that are wanted by actions which would be shown as things stand:
// what the limits leave no room for is not asked for. What wants none costs nothing.
func (p *Proposal) Wanted(in *Inputs) []Wanted {
	if !slices.ContainsFunc(p.candidates, func(c Candidate) bool { return c.awaits() }) {
		return nil
	}
	var wanted []Wanted
	for _, kept := range p.shown(in) {
		if !kept.awaits() {
			continue
		}
		at := slices.IndexFunc(p.candidates, func(c Candidate) bool { return c.playbook == kept.playbook && c.number == kept.number })
		one := Wanted{candidate: at, Evidence: kept.payload.EvidenceLinks, Prompt: kept.prompt()}
		var err error
		switch one.Prompt.Text, err = kept.compiled().Prompt(in.Env); {
		case errors.Is(err, playbook.ErrSecret):
			one.Prompt.Text, one.Unasked = "", Safety
		case err != nil:
			one.Prompt.Text, one.Unasked = "", NotRendered
		}
		wanted = append(wanted, one)
	}
	return wanted
}

// shown are the candidates that the limits would leave, shadow ones too.
func (p *Proposal) shown(in *Inputs) []Candidate {
	live, shadow := p.settle(in)
	return append(slices.Clip(live.kept), shadow.kept...)
}

// awaits reports whether the candidate wants a text that nothing became of yet.
func (c *Candidate) awaits() bool {
	return c.template().LLM != nil && c.text == nil && c.missing == ""
}

func (c *Candidate) prompt() generation.Prompt {
	asked := c.template().LLM
	return generation.Prompt{
		PlaybookID: c.playbook.Playbook, Revision: c.playbook.Revision, ActionNumber: c.number,
		SystemPromptID: asked.SystemPromptID, MaxTokens: asked.MaxTokens,
	}
}

// Write has the texts stand in their actions. Who has none goes by the static text, if the
// action is a Mentor that has one; else it is not shown (product.md, Degraded mode).
func (p *Proposal) Write(written []Written) {
	for _, one := range written {
		c := &p.candidates[one.candidate]
		c.missing, c.detail = one.Missing, one.Detail
		p.unsafe = p.unsafe || one.Missing == Safety && !c.shadow() // the prompt was not fit to be sent
		if one.Missing == "" {
			text := one.Text.Check(one.Evidence)
			c.text = &text
		}
		switch {
		case c.speaks():
			c.payload.Body = c.text.Content
		case c.static():
			c.detail = strings.TrimSpace(c.detail + " Its static text stands in for a generated one.")
		}
	}
	p.candidates = slices.DeleteFunc(p.candidates, p.unspeakable)
}

// unspeakable holds back what wanted a text, has none, and cannot do without.
func (p *Proposal) unspeakable(c Candidate) bool {
	if c.template().LLM == nil || c.awaits() || c.speaks() || c.static() {
		return false
	}
	if c.text == nil {
		p.suppressed = append(p.suppressed, c.suppressed(c.missing, c.detail))
		return true
	}
	p.suppressed = append(p.suppressed, c.suppressed(Safety, ""))
	if !c.shadow() { // what nobody would have been shown is no risk of the decision's
		p.withheld, p.unsafe = append(p.withheld, c.text.Flags...), true
	}
	return true
}

// speaks reports whether the candidate has a generated text that is fit to be shown.
func (c *Candidate) speaks() bool { return c.text != nil && c.text.Safety != generation.Fail }

// static reports whether the action's own body says enough without a text.
func (c *Candidate) static() bool {
	return c.template().Type == action.Mentor && c.template().Body != ""
}
