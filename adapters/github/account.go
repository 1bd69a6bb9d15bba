package github

import (
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/credential"
)

// account is a login of GitHub. GitHub sends null, and at times {}, for those
// that are deleted or that it does not know.
type account struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

// firstKnown answers the first account that has a login. A bot has one: what it
// did is nobody's, and not the doing of whoever comes next in the list.
func firstKnown(accounts ...account) account {
	for _, candidate := range accounts {
		if candidate.Login != "" {
			return candidate
		}
	}
	return account{}
}

// actorID answers the login, empty for bots and for what no actor id can be.
func (a account) actorID() string {
	bot := a.Type == "Bot" || strings.HasSuffix(a.Login, "[bot]")
	if bot || len(a.Login) > actor.MaxIDLength || credential.In(a.Login) {
		return ""
	}
	return a.Login
}
