package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// ValidatePlaybook checks a definition and stores nothing (api.md, POST
// /playbooks/validate).
type ValidatePlaybook struct {
	Caller     actor.Caller
	Definition playbook.Definition
}

// PlaybookValidated is the answer: no problems means valid.
type PlaybookValidated struct{ Problems []fault.Problem }

// Authorise implements application.Use.
func (c ValidatePlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Validate carries out ValidatePlaybook.
func (h *PlaybookHandler) Validate(_ context.Context, c ValidatePlaybook) (PlaybookValidated, error) {
	return PlaybookValidated{Problems: h.problems(c.Definition)}, nil
}
