package sim_test

import "strings"

// document is a body as JSON. With and without reach into it by dotted path.
type document map[string]any

func with(path string, value any) func(document) {
	return func(d document) {
		parent, name := d.parent(path)
		parent[name] = value
	}
}

func without(path string) func(document) {
	return func(d document) {
		parent, name := d.parent(path)
		delete(parent, name)
	}
}

func (d document) parent(path string) (map[string]any, string) {
	names := strings.Split(path, ".")
	at := map[string]any(d)
	for _, name := range names[:len(names)-1] {
		at = at[name].(map[string]any)
	}
	return at, names[len(names)-1]
}
