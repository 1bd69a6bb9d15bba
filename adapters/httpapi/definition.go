package httpapi

import (
	"encoding/json"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/precondition"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// draftOf answers what can be understood of a definition, and what is wrong with
// its shape. Only what is no object at all is an error.
func draftOf[T any](s *server, c echo.Context, schema string) (definition T, problems []fault.Problem, err error) {
	tree, problems, err := readTree(c)
	if err != nil {
		return definition, nil, err
	}
	problems = append(problems, s.contract.Check(schema, "", tree)...)
	if _, isObject := tree.(map[string]any); !isObject {
		return definition, nil, fault.InvalidInput(problems)
	}
	text, err := json.Marshal(tree)
	if err != nil {
		return definition, nil, problem.Malformed(err)
	}
	// Fields of a wrong type are skipped, the others read; the schema has named them.
	if err := json.Unmarshal(text, &definition); err != nil && len(problems) == 0 {
		return definition, nil, problem.Malformed(err)
	}
	return definition, problems, nil
}

// target answers which of them is meant, at which version; what says what they are.
func target(what, key, ifMatch string) (at id.UUID, version int64, err error) {
	if at, err = keyOf(what, key); err != nil {
		return at, 0, err
	}
	version, err = precondition.IfMatch(ifMatch)
	return at, version, err
}
