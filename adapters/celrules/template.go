package celrules

import (
	"errors"
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// template is text with expressions in between.
type template struct {
	parts []part
	form  form
}

// part is an expression, or text where that is nil.
type part struct {
	text       string
	expression *expression
}

func (b *build) template(path, source string, form form) playbook.Template {
	segments, err := playbook.Segments(source)
	if err != nil {
		b.addf(path, "%s", err.Error())
		return nil
	}
	t := &template{form: form, parts: make([]part, 0, len(segments))}
	before, fixed := len(b.problems), true
	for _, segment := range segments {
		if !segment.Expression {
			t.parts = append(t.parts, part{text: segment.Text})
			continue
		}
		fixed = false
		compiled := b.part(path, len(t.parts)+1, segment.Text)
		if form.quoted && compiled != nil && compiled.personal {
			b.addf(path, "part %d, names the actor; what leaves for a gateway must name nobody", len(t.parts)+1)
		}
		t.parts = append(t.parts, part{expression: compiled})
	}
	switch {
	case len(b.problems) > before:
		return nil
	case fixed:
		return b.constant(path, source, form)
	}
	return t.render
}

// part compiles one expression of a template. Where a template has several, n
// tells which part of it is meant.
func (b *build) part(path string, n int, text string) *expression {
	compiled, ok := b.expression(path, fmt.Sprintf("part %d, ", n), text)
	if ok && !writable(compiled.yields) {
		b.addf(path, "part %d, yields %s; a template can write string, int, uint, double, bool and timestamp", n, nameOf(compiled.yields))
	}
	return compiled
}

// constant judges text without expressions once, at save. An empty optional
// field stays empty.
func (b *build) constant(path, text string, form form) playbook.Template {
	if text != "" || form.link {
		if err := form.refuse(text); err != nil {
			b.addf(path, "%s", err.Error())
			return nil
		}
	}
	return func(playbook.Env) (string, error) { return text, nil }
}

var errNotText = errors.New("yields a value that a template cannot write")

func (t *template) render(env playbook.Env) (string, error) {
	text := make([]byte, 0, 128)
	for _, p := range t.parts {
		if p.expression == nil {
			text = append(text, p.text...)
			continue
		}
		value, err := p.expression.evaluate(env)
		if err != nil {
			return "", err
		}
		if text, err = t.form.append(text, value); err != nil {
			return "", err
		}
	}
	rendered := string(text)
	return rendered, t.form.refuse(rendered)
}
