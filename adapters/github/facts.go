package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

// facts become a signal's attributes, each under the name that conditions and
// templates use. The zero value of a fact means that it was not sent.
type facts struct {
	title    string // title, or the name of what has none
	workflow string // workflow
	url      string // url: a page for people
	sha      string // sha
	rule     string // rule
	pkg      string // package
	// number of the pull request or alert; GitHub counts from 1.
	number int64
	// changedLines (changed_lines) is nil when unknown: 0 is a size.
	changedLines *float64
}

func (f facts) attributes() map[string]any {
	kept := map[string]any{}
	for name, text := range map[string]string{
		"title": f.title, "workflow": f.workflow, "url": f.url,
		"sha": f.sha, "rule": f.rule, "package": f.pkg,
	} {
		if fitting := fit(text, signal.MaxAttributeValue); fitting != "" {
			kept[name] = fitting
		}
	}
	if f.number != 0 {
		kept["number"] = float64(f.number)
	}
	if f.changedLines != nil {
		kept["changed_lines"] = *f.changedLines
	}
	return kept
}
