package celrules

import (
	"fmt"
	"reflect"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// object is a Go value as an expression sees it. A field is converted when it is
// first read and kept: ten conditions on one field allocate once.
type object[T any] struct {
	record *record[T]
	// of is nil when there is no such thing; its fields are then empty.
	of   *T
	kept []any
	// before is the one before in a list, whose texts are mostly the same; nil for the
	// first, and outside of lists.
	before *object[T]
}

var (
	_ traits.Indexer     = (*object[int])(nil)
	_ traits.FieldTester = (*object[int])(nil)
	_ ref.Val            = (*object[int])(nil)
)

func (o *object[T]) at(i int) any {
	if o.kept[i] == nil {
		o.kept[i] = o.read(i)
	}
	return o.kept[i]
}

func (o *object[T]) read(i int) any {
	f := &o.record.fields[i]
	if o.of == nil {
		return empty(f.kind)
	}
	if o.before != nil && f.text != nil {
		if last := o.before.kept[i]; last == types.String(f.text(o.of)) {
			return last
		}
	}
	return f.read(o.of)
}

// empty answers what a field of nothing holds.
func empty(kind *cel.Type) any {
	switch kind.Kind() {
	case types.TimestampKind:
		return types.Timestamp{Time: time.Time{}}
	case types.MapKind:
		return map[string]any{}
	default:
		return types.String("")
	}
}

// present is what has() answers: whether there is anything in the field.
func present(value any) bool { return value != types.String("") }

// Get answers a field by its name, where the checker did not know the type.
func (o *object[T]) Get(name ref.Val) ref.Val {
	i := o.record.index(fmt.Sprint(name.Value()))
	if i < 0 {
		return types.NewErr("no such key: field")
	}
	return types.DefaultTypeAdapter.NativeToValue(o.at(i))
}

// IsSet answers has() where the checker did not know the type.
func (o *object[T]) IsSet(name ref.Val) ref.Val {
	i := o.record.index(fmt.Sprint(name.Value()))
	return types.Bool(i >= 0 && present(o.at(i)))
}

// ConvertToNative refuses: objects stay within the evaluator.
func (o *object[T]) ConvertToNative(wanted reflect.Type) (any, error) {
	return nil, fmt.Errorf("an object of facts does not convert to %v", wanted)
}

// ConvertToType answers the type itself only.
func (o *object[T]) ConvertToType(wanted ref.Type) ref.Val {
	if wanted == types.TypeType {
		return o.record.kind
	}
	return types.NewErr("no such overload")
}

// Equal compares identity: two views of the same thing are equal.
func (o *object[T]) Equal(other ref.Val) ref.Val {
	that, ok := other.(*object[T])
	return types.Bool(ok && that.of == o.of)
}

// Type answers the record's type.
func (o *object[T]) Type() ref.Type { return o.record.kind }

// Value answers the object, from which the checked fields are read.
func (o *object[T]) Value() any { return o }
