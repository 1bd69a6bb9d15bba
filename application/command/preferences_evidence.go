package command

import (
	"cmp"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/ports"
)

// evidence names the actor by reference only, like everybody in receipts.
func (h *PreferencesHandler) evidence(
	ctx context.Context, c preferencesChange, before, after preference.Preferences,
) (ports.WriteSet, error) {
	by, policy, claims, err := h.admin.refOf(ctx, c.caller.TenantID, c.caller.Actor.ID)
	if err != nil {
		return ports.WriteSet{}, err
	}
	whose := by
	if !c.own() {
		ref, _, claim, err := h.admin.refOf(ctx, c.caller.TenantID, c.actorID)
		if err != nil {
			return ports.WriteSet{}, err
		}
		whose, claims = ref, append(claims, claim...)
	}
	set := h.admin.evidence(ctx, mutation{
		caller: c.caller, at: c.at, action: c.action, resource: "preferences/" + whose.String(),
		event: event.PreferencesChanged, own: c.own(), before: stated(before), after: stated(after),
	}, by, policy)
	set.ActorRefs = inOrder(claims)
	return set, nil
}

// inOrder keeps two who change each other's preferences from waiting for each other.
func inOrder(claims []ports.ActorRef) []ports.ActorRef {
	slices.SortFunc(claims, func(a, b ports.ActorRef) int { return cmp.Compare(a.ActorID, b.ActorID) })
	return claims
}

// stated is the whole document: there is nothing in it to redact. Nil for defaults
// that nobody set.
func stated(p preference.Preferences) canonical.Object {
	if p.Revision == 0 {
		return nil
	}
	return p.Canonical()
}
