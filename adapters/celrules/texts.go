package celrules

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// The names are those of CEL's strings extension, and so is what they do.
const (
	lowerASCIIID = "string_lower_ascii"
	substringID  = "string_substring_int_int"
	badRange     = "asks for characters that are not there; test the size()"
)

// lowerASCII declares text.lowerAscii().
func lowerASCII() cel.EnvOption {
	return cel.Function("lowerAscii", cel.MemberOverload(lowerASCIIID,
		[]*cel.Type{cel.StringType}, cel.StringType, cel.UnaryBinding(toLower)))
}

func toLower(value ref.Val) ref.Val {
	text, ok := value.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(value)
	}
	return types.String(strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, string(text)))
}

// substring declares text.substring(from, to): the characters from the one to
// before the other, counted from 0.
func substring() cel.EnvOption {
	return cel.Function("substring", cel.MemberOverload(substringID,
		[]*cel.Type{cel.StringType, cel.IntType, cel.IntType}, cel.StringType, cel.FunctionBinding(cut)))
}

func cut(args ...ref.Val) ref.Val {
	text, isText := args[0].(types.String)
	from, isFrom := args[1].(types.Int)
	to, isTo := args[2].(types.Int)
	if !isText || !isFrom || !isTo {
		return types.MaybeNoSuchOverloadErr(args[0])
	}
	if from < 0 || to < from || to > types.Int(utf8.RuneCountInString(string(text))) {
		return types.NewErr(badRange)
	}
	return types.String([]rune(string(text))[from:to])
}
