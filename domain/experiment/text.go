package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// worded answers the playbook's definition in the variant's words, and whether they
// differ from its own. Actions that the definition has not are passed over.
func (v *Variant) worded(key playbook.Key, own playbook.Definition) (playbook.Definition, bool) {
	actions := slices.Clone(own.Actions)
	differs := false
	for _, text := range v.Texts {
		if text.PlaybookID != key || text.Action < 0 || text.Action >= len(actions) {
			continue
		}
		a := &actions[text.Action]
		a.Title, a.Body, a.Rationale, a.Evidence = text.Title, text.Body, text.Rationale, text.Evidence
		a.LLM = nil // the variant's words are what is tried, and nothing generated in their place
		differs = true
	}
	own.Actions = actions
	return own, differs
}

// Revision names a revision of a playbook.
type Revision struct {
	Playbook playbook.Key
	Number   int
}

// Revisions answers those that texts name, each once, in their order, without those that
// cannot be.
func (d Definition) Revisions() []Revision {
	var named []Revision
	for i := range d.Variants {
		for _, text := range d.Variants[i].Texts {
			revision := Revision{text.PlaybookID, text.Revision}
			if text.possible() && !slices.Contains(named, revision) {
				named = append(named, revision)
			}
		}
	}
	return named
}

func (t *Text) possible() bool { return t.Revision >= 1 && t.Revision <= math.MaxInt32 }

// TextProblems answers what is wrong with the texts as texts of the revisions that they
// name, by the rules that the playbooks' own are held to, under the texts' paths. The
// check is that of a playbook, its expressions included. A revision that is not among
// the known is a problem.
func (d Definition) TextProblems(
	known map[Revision]playbook.Definition, check func(playbook.Definition) []fault.Problem,
) []fault.Problem {
	var problems []fault.Problem
	for i := range d.Variants {
		path := fmt.Sprintf("variants[%d]", i)
		for _, revision := range d.Revisions() {
			own, found := known[revision]
			problems = append(problems, d.Variants[i].textProblems(path, revision, own, found, check)...)
		}
	}
	return problems
}

func (v *Variant) textProblems(
	path string, of Revision, own playbook.Definition, found bool, check func(playbook.Definition) []fault.Problem,
) []fault.Problem {
	// paths are those of the texts, by that of their action.
	paths := map[string]string{}
	var problems []fault.Problem
	for i, text := range v.Texts {
		at := fmt.Sprintf("%s.texts[%d]", path, i)
		switch {
		case text.PlaybookID != of.Playbook || text.Revision != of.Number:
		case !found:
			problems = append(problems, fault.Problem{Path: at + ".revision", Message: "is no revision of this tenant's playbooks"})
		case text.Action >= len(own.Actions):
			problems = append(problems, fault.Problem{
				Path: at + ".action", Message: fmt.Sprintf("is no action of the revision, which has %d", len(own.Actions)),
			})
		default:
			paths[fmt.Sprintf("actions[%d]", text.Action)] = at
		}
	}
	if len(paths) == 0 {
		return problems
	}
	worded, _ := v.worded(of.Playbook, own)
	return append(problems, moved(check(worded), paths, path+".texts")...)
}

// moved answers the problems of replaced actions under their texts' paths, and those of
// the whole, such as its cost, under that of the texts. The playbook's own are its own.
func moved(problems []fault.Problem, paths map[string]string, whole string) []fault.Problem {
	var ours []fault.Problem
	for _, problem := range problems {
		action, field, _ := strings.Cut(problem.Path, ".")
		switch at, replaced := paths[action]; {
		case problem.Path == "":
			problem.Path = whole
		case !replaced || !textField(field):
			continue
		default:
			problem.Path = at + "." + field
		}
		ours = append(ours, problem)
	}
	return ours
}

func textField(field string) bool {
	name, _, _ := strings.Cut(field, "[")
	return slices.Contains([]string{"title", "body", "rationale", "evidence"}, name)
}
