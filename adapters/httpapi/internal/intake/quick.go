package intake

import (
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Bounds of the document that no domain package names, in characters.
const (
	maxTenant = 128
	maxRoles  = 32
)

// QuickDecide reads a body that fits the document's DecideRequest, and answers
// false for any other, without saying why. It must hold bodies against exactly the
// schema; a property test keeps the two equal.
func QuickDecide(body []byte) (command.Decide, bool) {
	if scan.HoldsNUL(body) {
		return command.Decide{}, false
	}
	scanner, err := scan.New(body)
	if err != nil {
		return command.Decide{}, false
	}
	q := quick{Scanner: scanner}
	ok := q.decide()
	return q.into, ok && q.into.TenantID != ""
}

// quick reads each object once: seen holds a bit a field, for names that stand twice.
type quick struct {
	*scan.Scanner
	into command.Decide
}

func (q *quick) decide() bool {
	c, seen := &q.into, seen(0)
	return q.Object(func(name []byte) bool {
		switch string(name) {
		case "tenant_id":
			return seen.first(0) && text(q, (*string)(&c.TenantID), 1, maxTenant)
		case "actor_id":
			return seen.first(1) && text(q, &c.ActorID, 1, actor.MaxIDLength)
		case "actor_type":
			return seen.first(2) && text(q, (*string)(&c.ActorType), 1, signal.MaxText) && c.ActorType.Valid()
		case "surface":
			return seen.first(3) && text(q, (*string)(&c.Surface), 1, signal.MaxText) && c.Surface.Shows()
		case "context":
			return seen.first(4) && q.place()
		case "signal":
			return seen.first(5) && q.signal()
		case "explain":
			return seen.first(6) && flag(q, &c.Explain)
		case "dry_run":
			return seen.first(7) && flag(q, &c.DryRun)
		}
		return false
	})
}

func (q *quick) place() bool {
	c, seen := &q.into, seen(0)
	return q.Object(func(name []byte) bool {
		switch string(name) {
		case "repo_id":
			return seen.first(0) && text(q, &c.Place.RepoID, 0, signal.MaxText)
		case "branch":
			return seen.first(1) && text(q, &c.Place.Branch, 0, signal.MaxText)
		case "file_path":
			return seen.first(2) && text(q, &c.Place.FilePath, 0, signal.MaxFilePath)
		case "environment":
			return seen.first(3) && text(q, &c.Place.Environment, 0, signal.MaxText)
		case "evaluation_point":
			return seen.first(4) && text(q, &c.EvaluationPoint, 1, signal.MaxText) && isEvaluationPoint(c.EvaluationPoint)
		case "roles":
			return seen.first(5) && q.roles()
		}
		return false
	})
}

func (q *quick) roles() bool {
	return q.Array(func(index int) bool {
		var role string
		if index >= maxRoles || !text(q, &role, 1, signal.MaxText) {
			return false
		}
		q.into.Roles = append(q.into.Roles, role)
		return true
	})
}

type seen uint16

// first marks a field and reports whether it had not stood before.
func (s *seen) first(field int) bool {
	before := *s
	*s |= 1 << field
	return before != *s
}

func text(q *quick, into *string, least, most int) bool {
	read, ok := q.Text()
	*into = read
	return ok && len(read) >= least && !longer(read, most)
}

// longer counts characters, as the document does; the domain's bounds are bytes.
func longer(text string, most int) bool {
	return len(text) > most && utf8.RuneCountInString(text) > most
}

func flag(q *quick, into *bool) bool {
	read, ok := q.Bool()
	*into = read
	return ok
}
