// Package schema checks the bodies that the stand-ins receive against tables of fields, and names every field that is wrong.
package schema

import (
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// Table is a contract's fields. An object among them stands before its own fields.
type Table []Field

// Field is one line of a table.
type Field struct {
	name      string
	path      []string
	rule      Rule
	mayBeNull bool
	items     Table
}

// Required is a field that must be there and not null. The path is dotted.
func Required(path string, rule Rule) Field {
	return Field{name: path, path: strings.Split(path, "."), rule: rule}
}

// Optional is a field that may be absent, and null too.
func Optional(path string, rule Rule) Field {
	return Field{name: path, path: strings.Split(path, "."), rule: rule, mayBeNull: true}
}

// Each is a required list, empty or not, of objects with the fields of items and no others.
func Each(path string, items Table) Field {
	list := Required(path, IsListOf(IsObject))
	list.items = items
	return list
}

// Check reports every wrong field, in the table's order. What the table does not name is tolerated.
func (t Table) Check(object map[string]any) []reply.FieldError {
	var wrong []reply.FieldError
	for _, f := range t {
		value := f.in(object)
		if message := f.judge(value); message != "" {
			wrong = append(wrong, reply.FieldError{Path: f.name, Message: message})
			continue
		}
		wrong = append(wrong, f.judgeItems(value)...)
	}
	return wrong
}

// in finds the field's value; nil stands for absent and for null.
func (f Field) in(object map[string]any) any {
	var value any = object
	for _, name := range f.path {
		parent, is := value.(map[string]any)
		if !is {
			return nil
		}
		value = parent[name]
	}
	return value
}

func (f Field) judge(value any) string {
	switch {
	case value != nil:
		return f.rule(value)
	case f.mayBeNull:
		return ""
	default:
		return "is required"
	}
}

func (f Field) judgeItems(value any) []reply.FieldError {
	if f.items == nil {
		return nil
	}
	var wrong []reply.FieldError
	list, _ := value.([]any)
	for i, element := range list {
		object, _ := element.(map[string]any)
		for _, found := range f.items.CheckExactly(object) {
			found.Path = f.name + "[" + strconv.Itoa(i) + "]." + found.Path
			wrong = append(wrong, found)
		}
	}
	return wrong
}
