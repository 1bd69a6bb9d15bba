package celrules

import (
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// record describes how the fields of a Go value are read, without reflection.
type record[T any] struct {
	// kind has a name that no expression can write, so that none can be constructed.
	kind   *cel.Type
	fields []field[T]
}

// field is one field of a record.
type field[T any] struct {
	name string
	kind *cel.Type
	// limit is the greatest size of the value, in bytes or entries; 0 when it has none.
	limit uint64
	read  func(*T) any
	// text is what read converts; nil where the field is none.
	text func(*T) string
}

func newRecord[T any](name string, fields ...field[T]) *record[T] {
	return &record[T]{kind: types.NewObjectType("@" + name), fields: fields}
}

func text[T any](name string, limit uint64, read func(*T) string) field[T] {
	return field[T]{
		name: name, kind: cel.StringType, limit: limit,
		read: func(of *T) any { return types.String(read(of)) }, text: read,
	}
}

func moment[T any](name string, read func(*T) time.Time) field[T] {
	return field[T]{
		name: name, kind: cel.TimestampType,
		read: func(of *T) any { return types.Timestamp{Time: read(of)} },
	}
}

func (r *record[T]) names() []string {
	names := make([]string, len(r.fields))
	for i, f := range r.fields {
		names[i] = f.name
	}
	return names
}

func (r *record[T]) index(name string) int {
	for i := range r.fields {
		if r.fields[i].name == name {
			return i
		}
	}
	return -1
}

func (r *record[T]) field(name string) (*types.FieldType, bool) {
	i := r.index(name)
	if i < 0 {
		return nil, false
	}
	return &types.FieldType{
		Type:    r.fields[i].kind,
		IsSet:   func(target any) bool { o, ok := target.(*object[T]); return ok && present(o.at(i)) },
		GetFrom: func(target any) (any, error) { return get[T](target, i) },
	}, true
}

func get[T any](target any, i int) (any, error) {
	o, ok := target.(*object[T])
	if !ok {
		return nil, errUnbound
	}
	return o.at(i), nil
}

// sizesUnder adds the limits of the fields under a path.
func (r *record[T]) sizesUnder(path string, into map[string]uint64) {
	for _, f := range r.fields {
		if f.limit > 0 {
			into[path+"."+f.name] = f.limit
		}
	}
}
