package playbook_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func TestTemplateIsSplitAtItsBraces(t *testing.T) {
	t.Parallel()
	text := func(s string) playbook.Segment { return playbook.Segment{Text: s} }
	expression := func(s string) playbook.Segment { return playbook.Segment{Text: s, Expression: true} }
	for template, want := range map[string][]playbook.Segment{
		"":                         nil,
		"plain } text":             {text("plain } text")},
		"{{ a }}":                  {expression("a")},
		"a {{b}} c {{ d }}":        {text("a "), expression("b"), text(" c "), expression("d")},
		`{{ "}}" }}!`:              {expression(`"}}"`), text("!")},
		`{{ '}}' + "it's \"}}" }}`: {expression(`'}}' + "it's \"}}"`)},
		"{{}}":                     {expression("")},
		"}} {{ a }}":               {text("}} "), expression("a")},
	} {
		got, err := playbook.Segments(template)
		require.NoError(t, err, template)
		require.Equal(t, want, got, template)
	}
}

func TestUnclosedTemplateIsAnError(t *testing.T) {
	t.Parallel()
	for _, template := range []string{"{{", "a {{ b }", `{{ "}}`, "{{ a }} {{"} {
		_, err := playbook.Segments(template)
		require.Error(t, err, template)
	}
}
