package scan

import (
	"errors"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// MaxProblems is how many problems are kept; a body with as many is past listing.
const MaxProblems = 1000

// maxDepth is deeper than any document of the API.
const maxDepth = 32

var errDepth = errors.New("the body is nested too deeply")

// Tree reads the body as map[string]any, []any, string, float64, bool and nil.
// The error says that it is no JSON at all. The problems name what JSON allows and
// the API does not: a field that stands twice, a number that fits no float64, text
// with a NUL character.
func Tree(body []byte) (tree any, problems []fault.Problem, err error) {
	scanner, err := New(body)
	if err != nil {
		return nil, nil, err
	}
	b := &builder{scanner: scanner}
	tree = b.value("", 0)
	if b.tooDeep {
		return nil, nil, errDepth
	}
	return tree, b.problems, nil
}

type builder struct {
	scanner  *Scanner
	problems []fault.Problem
	tooDeep  bool
}

func (b *builder) value(path string, depth int) any {
	if depth > maxDepth {
		b.tooDeep = true
		return nil
	}
	switch b.scanner.peek() {
	case '{':
		return b.object(path, depth)
	case '[':
		return b.array(path, depth)
	case 'n':
		b.scanner.Null()
		return nil
	}
	return b.scalar(path)
}

func (b *builder) scalar(path string) any {
	scalar, ok := b.scanner.Scalar()
	if !ok {
		b.add(path, "is a number out of range")
		return float64(0)
	}
	if text, isText := scalar.(string); isText && strings.ContainsRune(text, 0) {
		b.add(path, "must not hold the character NUL")
	}
	return scalar
}

func (b *builder) object(path string, depth int) any {
	object := map[string]any{}
	b.scanner.Object(func(raw []byte) bool {
		name := string(raw)
		below := Field(path, name)
		if _, twice := object[name]; twice {
			b.add(below, "stands twice")
		}
		if strings.ContainsRune(name, 0) {
			b.add(path, "has a name with the character NUL")
		}
		object[name] = b.value(below, depth+1)
		return !b.tooDeep
	})
	return object
}

func (b *builder) array(path string, depth int) any {
	list := []any{}
	b.scanner.Array(func(index int) bool {
		list = append(list, b.value(Item(path, index), depth+1))
		return !b.tooDeep
	})
	return list
}

func (b *builder) add(path, message string) {
	if len(b.problems) == MaxProblems {
		return
	}
	b.problems = append(b.problems, fault.Problem{Path: path, Message: message})
}
