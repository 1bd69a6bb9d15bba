package github

import (
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// envelope is what every delivery has.
type envelope struct {
	// Action is empty for events that have none.
	Action     string     `json:"action"`
	Repository repository `json:"repository"`
	Sender     account    `json:"sender"`
}

func (e envelope) origin() envelope { return e }

type repository struct {
	FullName      string `json:"full_name"`
	DefaultBranch string `json:"default_branch"`
	PushedAt      moment `json:"pushed_at"`
}

// id answers the repository as places name it. Unlike other texts it cannot be
// left out when it looks like a credential.
func (r repository) id() (string, error) {
	const path = "repository.full_name"
	if r.FullName == "" {
		return "", invalid(path, "is required")
	}
	id := fit(r.FullName, signal.MaxText)
	if id == "" {
		return "", invalid(path, credential.Refusal)
	}
	return id, nil
}

const branchPrefix = "refs/heads/"

// branchOf answers the branch of a full reference; tags and pull requests'
// merge commits are on none.
func branchOf(ref string) string {
	if branch, ok := strings.CutPrefix(ref, branchPrefix); ok {
		return branch
	}
	return ""
}
