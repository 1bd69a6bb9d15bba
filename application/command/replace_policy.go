package command

import (
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReplacePolicy replaces a tenant's policy, whole (api.md, PUT
// /tenants/{tenant_id}/policy).
type ReplacePolicy struct {
	Keyed

	Caller   actor.Caller
	TenantID tenant.ID
	Terms    tenant.PolicyTerms
	// Unfit is what was wrong with the shape of the request, told with what is wrong with
	// the terms that could be read.
	Unfit []fault.Problem
	// IfMatch is the revision that the caller knows, 0 for the defaults; nil for any.
	IfMatch *int64
}

// PolicyReplaced is the answer.
type PolicyReplaced struct {
	Committed

	Policy tenant.Policy
}

// MarshalJSON records the policy as the document that is stored of it: a time zone has no
// form of its own.
func (r PolicyReplaced) MarshalJSON() ([]byte, error) {
	return []byte(canonical.Marshal(r.Policy.Canonical())), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *PolicyReplaced) UnmarshalJSON(text []byte) (err error) {
	r.Policy, err = tenant.PolicyFromDocument(string(text), time.LoadLocation)
	return err
}

// Authorise implements application.Use.
func (c ReplacePolicy) Authorise() error {
	if err := c.Caller.RequireOwnTenant(c.TenantID); err != nil {
		return err
	}
	return c.Caller.RequireAdmin()
}

// PolicyHandler carries out ReplacePolicy.
type PolicyHandler struct {
	reader ports.PolicyReader
	zones  tenant.Zones
	store  ports.Store
	admin  Administration
}

// NewPolicyHandler makes the handler.
func NewPolicyHandler(reader ports.PolicyReader, zones tenant.Zones, store ports.Store, admin Administration) *PolicyHandler {
	return &PolicyHandler{reader: reader, zones: zones, store: store, admin: admin}
}

// Replace carries out ReplacePolicy. A lost race is repeated over the fresh policy: the
// last one wins, unless its If-Match now names another revision.
func (h *PolicyHandler) Replace(ctx context.Context, c ReplacePolicy) (PolicyReplaced, error) {
	if problems := slices.Concat(c.Unfit, policy.Problems(c.Terms, h.zones)); len(problems) > 0 {
		return PolicyReplaced{}, fault.InvalidInput(problems)
	}
	return anew(func() (PolicyReplaced, error) {
		before, err := h.reader.ReadPolicy(ctx, c.TenantID)
		if err != nil {
			return PolicyReplaced{}, err
		}
		if err := before.Expect(c.IfMatch); err != nil {
			return PolicyReplaced{}, err
		}
		after, err := c.Terms.Policy(before.Revision+1, h.zones)
		if err != nil {
			return PolicyReplaced{}, err
		}
		return h.commit(ctx, c, before, after)
	})
}

func (h *PolicyHandler) commit(ctx context.Context, c ReplacePolicy, before, after tenant.Policy) (PolicyReplaced, error) {
	set, err := h.admin.writes(ctx, mutation{
		caller: c.Caller, at: h.admin.clock.Now(), action: "policy.update", resource: "policy/" + string(c.TenantID),
		event: event.PolicyReplaced, before: redactedPolicy(c.TenantID, before), after: redactedPolicy(c.TenantID, after),
	})
	if err != nil {
		return PolicyReplaced{}, err
	}
	set.Policy = &after
	return commit(ctx, h.store, set, c.Keyed, PolicyReplaced{Policy: after})
}

// redactedPolicy answers what the receipt and the audit entry say of a policy. They
// name nobody by id, so approvers are counted; that others were designated shows in
// the hash, which is that of the decisions' receipts.
func redactedPolicy(owner tenant.ID, p tenant.Policy) canonical.Object {
	state := slices.DeleteFunc(p.Canonical(), func(m canonical.Member) bool { return m.Name == "designated_approvers" })
	return append(state,
		canonical.Member{Name: "designated_approver_count", Value: len(p.DesignatedApprovers)},
		canonical.Member{Name: "snapshot_hash", Value: policy.Own(owner, p).Hash})
}
