package config

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Error lists everything that is missing or wrong.
type Error struct {
	// Lines are "VARIABLE: what is wrong and what to set", by variable. No line
	// repeats a value.
	Lines []string
}

// Error answers the lines, one each.
func (e *Error) Error() string { return strings.Join(e.Lines, "\n") }

// problems are what is wrong, by variable. The first thing found of each counts:
// what follows from it is no news.
type problems map[string]string

func (p problems) add(variable, message string) {
	if _, known := p[variable]; !known {
		p[variable] = message
	}
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	failed := new(Error)
	for _, variable := range slices.Sorted(maps.Keys(p)) {
		failed.Lines = append(failed.Lines, variable+": "+p[variable])
	}
	return failed
}

// parse reads a structure of settings, each field by itself.
func parse[T any](environ map[string]string) (T, problems) {
	var settings T
	found := problems{}
	// Never nil: the library would read the process's own environment then.
	given := make(map[string]string, len(environ))
	for name, value := range environ {
		given[name] = strings.TrimSpace(value)
	}
	err := env.ParseWithOptions(&settings, env.Options{Environment: given})
	all, _ := errors.AsType[env.AggregateError](err)
	for _, err := range all.Errors {
		if wrong, ok := errors.AsType[env.ParseError](err); ok {
			found.add(variableOf[T](wrong.Name), wanted(wrong))
			continue
		}
		found.add("environment", err.Error())
	}
	return settings, found
}

// variableOf answers the variable of a field.
func variableOf[T any](field string) string {
	found, _ := reflect.TypeFor[T]().FieldByName(field)
	return found.Tag.Get("env")
}

// wanted says what to set. The library's own words would repeat the value.
func wanted(wrong env.ParseError) string {
	switch wrong.Type {
	case reflect.TypeFor[time.Duration]():
		return "is not a duration; set one such as 25s"
	case reflect.TypeFor[uint16]():
		return "is not a port; set a number from 0 to 65535"
	case reflect.TypeFor[int32]():
		return "is not a number; set a whole one such as 10"
	}
	return wrong.Err.Error()
}
