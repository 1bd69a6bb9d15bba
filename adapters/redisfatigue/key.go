package redisfatigue

import (
	"net/url"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// keysOf answers the subject's keys, mmm:fatigue:{tenant_id}:{actor_id}:{action_type},
// in the order of types.
func keysOf(owner tenant.ID, subject signal.Subject, types []action.Type) []string {
	stem := "mmm:fatigue:" + encoded(string(owner)) + ":" + actorPart(subject) + ":"
	keys := make([]string, len(types))
	for i, kind := range types {
		keys[i] = stem + encoded(string(kind))
	}
	return keys
}

// actorPart is the actor's id, or repo: and the repository's. An encoded part has no
// colon, so that no actor is taken for a repository, whatever its name.
func actorPart(subject signal.Subject) string {
	const repository, actor = "repo:", "actor:"
	if repo, is := strings.CutPrefix(string(subject), repository); is {
		return repository + encoded(repo)
	}
	return encoded(strings.TrimPrefix(string(subject), actor))
}

// encoded leaves only letters, digits and -_.~ as they are (RFC 3986, section 2.3).
func encoded(part string) string { return strings.ReplaceAll(url.QueryEscape(part), "+", "%20") }
