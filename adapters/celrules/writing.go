package celrules

import (
	"strconv"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// writable reports whether a template may hold an expression of the type. An
// attribute's type is known only when it is rendered.
func writable(t *cel.Type) bool {
	switch t.Kind() {
	case types.StringKind, types.IntKind, types.UintKind, types.DoubleKind, types.BoolKind, types.TimestampKind, types.DynKind:
		return true
	default:
		return false
	}
}

// appendValue writes numbers in plain decimals and times by RFC 3339 in UTC.
func appendValue(dst []byte, value ref.Val) ([]byte, bool) {
	switch v := value.(type) {
	case types.String:
		return append(dst, v...), true
	case types.Int:
		return strconv.AppendInt(dst, int64(v), 10), true
	case types.Uint:
		return strconv.AppendUint(dst, uint64(v), 10), true
	case types.Double:
		return strconv.AppendFloat(dst, float64(v), 'f', -1, 64), true
	case types.Bool:
		return strconv.AppendBool(dst, bool(v)), true
	case types.Timestamp:
		return v.UTC().AppendFormat(dst, time.RFC3339), true
	}
	return dst, false
}

// append writes a value as the form has it.
func (f form) append(dst []byte, value ref.Val) ([]byte, error) {
	if !f.quoted {
		written, ok := appendValue(dst, value)
		if !ok {
			return dst, errNotText
		}
		return written, nil
	}
	plain, ok := appendValue(nil, value)
	if !ok {
		return dst, errNotText
	}
	quoted, err := playbook.Quote(string(plain))
	return append(dst, quoted...), err
}
