package httpapi

import (
	"strconv"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/cursor"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Bounds of a page (api.md, Rules).
const (
	defaultLimit = 50
	maxLimit     = 200
)

// window is the part of a list that a request asks for.
type window struct {
	// list names the list with its tenant and filters: a cursor is good for no other.
	list string
	// after is the last item of the page before, empty for the first page.
	after string
	limit int
}

func windowOf(caller actor.Caller, list string, limit, after *string) (window, []fault.Problem) {
	asked := window{list: string(caller.TenantID) + "/" + list, limit: defaultLimit}
	var problems []fault.Problem
	if limit != nil {
		number, err := strconv.Atoi(*limit)
		if err != nil || number < 1 || number > maxLimit {
			problems = append(problems, fault.Problem{Path: "limit", Message: "must be a whole number from 1 to 200"})
		}
		asked.limit = number
	}
	if after != nil {
		item, err := cursor.Read(asked.list, *after)
		if err != nil {
			problems = append(problems, foreignCursor())
		}
		asked.after = item
	}
	return asked, problems
}

func foreignCursor() fault.Problem {
	return fault.Problem{Path: "cursor", Message: "must be the next_cursor of this list with the same filters, unaltered"}
}

// nextCursor answers nil behind the last page.
func nextCursor[T any](asked window, more bool, items []T, name func(T) string) *string {
	if !more || len(items) == 0 {
		return nil
	}
	return asked.cursor(name(items[len(items)-1]))
}

// cursor answers the one that stands behind the item.
func (w window) cursor(item string) *string {
	next := cursor.Write(w.list, item)
	return &next
}
