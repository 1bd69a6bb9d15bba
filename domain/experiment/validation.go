package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Bounds of a definition.
const (
	MaxVariants  = 10
	MaxTexts     = 50
	MaxPlaybooks = 100
	// MaxVariantName is short: decisions, receipts and events name variants.
	MaxVariantName = 64
)

// Problems answers everything wrong with the definition by itself, in its own order.
// What its texts say is asked of the revisions that they name (TextProblems).
func (d Definition) Problems() []fault.Problem {
	v := &validator{definition: &d, revisions: map[playbook.Key]int{}}
	v.name("name", d.Name, playbook.MaxName)
	v.add(signal.TextProblems("description", d.Description, playbook.MaxText)...)
	v.scope()
	v.keys("playbooks", d.Playbooks)
	v.variants()
	return v.problems
}

type validator struct {
	definition *Definition
	// revisions are the ones that texts named first, by playbook.
	revisions map[playbook.Key]int
	problems  []fault.Problem
}

func (v *validator) add(problems ...fault.Problem) { v.problems = append(v.problems, problems...) }

func (v *validator) addf(path, format string, args ...any) {
	v.add(fault.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (v *validator) name(path, name string, limit int) {
	if strings.TrimSpace(name) == "" {
		v.addf(path, "is required")
	}
	v.add(signal.NameProblems(path, name, limit)...)
}

// scope is held to what a trigger is, under its own path.
func (v *validator) scope() {
	trigger := v.definition.Scope.trigger()
	v.add(trigger.Problems("scope")...)
}

func (v *validator) most(path string, have, most int) {
	if have > most {
		v.addf(path, "has %d entries; at most %d are allowed", have, most)
	}
}

func (v *validator) keys(path string, keys []playbook.Key) {
	v.most(path, len(keys), MaxPlaybooks)
	for i, key := range keys {
		if slices.Index(keys, key) < i {
			v.addf(fmt.Sprintf("%s[%d]", path, i), "is named twice")
		}
	}
}

func (v *validator) variants() {
	variants := v.definition.Variants
	whole, controls, texts := 0, 0, 0
	for i := range variants {
		v.variant(fmt.Sprintf("variants[%d]", i), i, &variants[i])
		whole, texts = whole+variants[i].Weight, texts+len(variants[i].Texts)
		if variants[i].Control {
			controls++
		}
	}
	v.together(whole, controls, texts)
}

// together tells what is wrong with the variants as a whole: all of it is one problem,
// since it has one path.
func (v *validator) together(whole, controls, texts int) {
	var wrong []string
	if have := len(v.definition.Variants); have < 2 || have > MaxVariants {
		wrong = append(wrong, fmt.Sprintf("are %d; from 2 to %d are allowed", have, MaxVariants))
	}
	if whole != Whole {
		wrong = append(wrong, fmt.Sprintf("have weights of %d in all; they must sum to %d basis points", whole, Whole))
	}
	if controls != 1 {
		wrong = append(wrong, fmt.Sprintf("have %d controls; exactly one must be the control", controls))
	}
	if texts > MaxTexts {
		wrong = append(wrong, fmt.Sprintf("have %d texts in all; at most %d are allowed", texts, MaxTexts))
	}
	if len(wrong) > 0 {
		v.addf("variants", "%s", strings.Join(wrong, "; "))
	}
}

func (v *validator) variant(path string, number int, variant *Variant) {
	v.name(path+".name", variant.Name, MaxVariantName)
	if slices.IndexFunc(v.definition.Variants, func(o Variant) bool { return o.Name == variant.Name }) < number {
		v.addf(path+".name", "is another variant's name too")
	}
	if variant.Weight < 0 || variant.Weight > Whole {
		v.addf(path+".weight", "must be from 0 to %d basis points", Whole)
	}
	if variant.Control && variant.Holdout {
		v.addf(path+".holdout", "is not for the control, which the others are compared with")
	}
	if variant.Control && len(variant.Texts) > 0 {
		v.addf(path+".texts", "are not for the control, which speaks the playbooks' own")
	}
	v.selection(path, variant)
	for i := range variant.Texts {
		v.text(fmt.Sprintf("%s.texts[%d]", path, i), variant, i)
	}
}

func (v *validator) selection(path string, variant *Variant) {
	v.keys(path+".playbooks", variant.Playbooks)
	if variant.Holdout && len(variant.Playbooks)+len(variant.Texts) > 0 {
		v.addf(path+".holdout", "holds everything back; it can select no playbooks and replace no texts")
	}
	for i, key := range variant.Playbooks {
		if !slices.Contains(v.definition.Playbooks, key) {
			v.addf(fmt.Sprintf("%s.playbooks[%d]", path, i), "is not one of the experiment's playbooks")
		}
	}
}

func (v *validator) text(path string, variant *Variant, number int) {
	text := &variant.Texts[number]
	switch {
	case !slices.Contains(v.definition.Playbooks, text.PlaybookID):
		v.addf(path+".playbook_id", "is not one of the experiment's playbooks")
	case !variant.speaks(text.PlaybookID):
		v.addf(path+".playbook_id", "is not one of the playbooks that this variant lets speak")
	}
	first, named := v.revisions[text.PlaybookID]
	switch {
	case !text.possible():
		v.addf(path+".revision", "must be from 1 to %d", math.MaxInt32)
	case named && first != text.Revision:
		v.addf(path+".revision", "is not the %d that another text names; all texts of a playbook are of one revision", first)
	case !named:
		v.revisions[text.PlaybookID] = text.Revision
	}
	if text.Action < 0 || text.Action >= playbook.MaxActions {
		v.addf(path+".action", "must be from 0 to %d", playbook.MaxActions-1)
	}
	if slices.IndexFunc(variant.Texts, text.sameAction) < number {
		v.addf(path+".action", "has another text in this variant already")
	}
}

func (t *Text) sameAction(other Text) bool {
	return t.PlaybookID == other.PlaybookID && t.Action == other.Action
}

// speaks reports whether the variant lets a playbook of the experiment speak.
func (v *Variant) speaks(key playbook.Key) bool {
	return len(v.Playbooks) == 0 || slices.Contains(v.Playbooks, key)
}
