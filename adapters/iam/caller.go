package iam

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// callerOf reads who is calling from the claims sub, tenant_id, actor_type (human
// when missing), roles (a list) and scope (words in one string, or a list).
func callerOf(said claims) (actor.Caller, error) {
	caller := actor.Caller{
		TenantID: tenant.ID(said.text("tenant_id")),
		Actor:    actor.Actor{ID: said.text("sub"), Type: actor.Human}, ExpiresAt: said.refusedFrom(),
	}
	if said.has("actor_type") {
		caller.Actor.Type = actor.Type(said.text("actor_type"))
	}
	switch {
	case !caller.TenantID.Valid():
		return actor.Caller{}, errTenant
	case !names(caller.Actor.ID):
		return actor.Caller{}, errSubject
	case !caller.Actor.Type.Valid():
		return actor.Caller{}, errActorType
	}
	roles, known := said.words("roles")
	scopes, listed := said.scopes()
	if !known || !listed {
		return actor.Caller{}, errGrants
	}
	caller.Actor.Roles, caller.Scopes = roles, scopes
	return caller, nil
}

// names reports whether the text can name an actor: of bounded length, and
// nothing in it that would forge a log line.
func names(id string) bool {
	return id != "" && len(id) <= actor.MaxIDLength && utf8.ValidString(id) &&
		strings.TrimSpace(id) == id && !strings.ContainsFunc(id, unicode.IsControl)
}

func (c claims) scopes() ([]actor.Scope, bool) {
	words, ok := c.words("scope")
	var line *string
	if json.Unmarshal(c.object["scope"], &line) == nil && line != nil {
		words, ok = strings.Fields(*line), true
	}
	scopes := make([]actor.Scope, len(words))
	for i, word := range words {
		scopes[i] = actor.Scope(word)
	}
	return scopes, ok
}
