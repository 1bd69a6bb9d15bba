package celrules

import (
	"fmt"

	"github.com/maypok86/otter/v2"
)

// interned keeps expressions compiled by their text, whoever's they are: an
// expression reads nothing but its facts, so tenants can share it.
type interned struct {
	byText *otter.Cache[string, *expression]
}

func newInterned(capacity int) (*interned, error) {
	cache, err := otter.New(&otter.Options[string, *expression]{MaximumSize: max(capacity, 1)})
	if err != nil {
		return nil, fmt.Errorf("make the cache: %w", err)
	}
	return &interned{byText: cache}, nil
}

// get compiles a text once, however many ask at a time. What has problems is not kept.
func (i *interned) get(text string, compile func() (*expression, []string)) (*expression, []string) {
	if known, ok := i.byText.GetIfPresent(text); ok {
		return known, nil
	}
	var problems []string
	compiled, _ := i.byText.ComputeIfAbsent(text, func() (*expression, bool) {
		var fresh *expression
		fresh, problems = compile()
		return fresh, len(problems) > 0
	})
	return compiled, problems
}
