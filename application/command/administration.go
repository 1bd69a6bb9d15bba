package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Administration makes the evidence that every admin mutation leaves: a receipt,
// an event and an audit entry, in the mutation's own write set. What actors change of
// their own leaves the first two.
type Administration struct {
	refs   ports.ActorRefReader
	clock  ports.Clock
	ids    ports.IDs
	traces ports.Traces
}

// NewAdministration makes it.
func NewAdministration(refs ports.ActorRefReader, clock ports.Clock, ids ports.IDs, traces ports.Traces) Administration {
	return Administration{refs: refs, clock: clock, ids: ids, traces: traces}
}

// mutation is what an admin did, or an actor with what is their own.
type mutation struct {
	caller           actor.Caller
	at               time.Time
	action, resource string
	event            event.Name
	// own says that an actor changed what is their own: evidence, but no entry in the
	// audit of admins.
	own bool
	// before and after are redacted; nil where there is none.
	before, after canonical.Object
}

// writes answers a write set that holds the evidence and nothing else yet.
func (a Administration) writes(ctx context.Context, m mutation) (ports.WriteSet, error) {
	by, own, claim, err := a.refOf(ctx, m.caller.TenantID, m.caller.Actor.ID)
	if err != nil {
		return ports.WriteSet{}, err
	}
	set := a.evidence(ctx, m, by, own)
	set.ActorRefs = claim
	return set, nil
}

// refOf answers what stands for an actor in evidence, and the tenant's policy. An
// actor without a reference gets one, which the write set must claim.
func (a Administration) refOf(
	ctx context.Context, owner tenant.ID, actorID string,
) (id.UUID, tenant.Policy, []ports.ActorRef, error) {
	ref, own, err := a.refs.ReadActorRef(ctx, owner, actorID)
	if err != nil || !ref.IsZero() {
		return ref, own, nil, err
	}
	ref = a.ids.Random()
	return ref, own, []ports.ActorRef{{ActorID: actorID, Ref: ref}}, nil
}

// evidence is what a mutation leaves, by whom the reference stands for.
func (a Administration) evidence(ctx context.Context, m mutation, by id.UUID, own tenant.Policy) ports.WriteSet {
	owner := m.caller.TenantID
	snapshot := policy.Own(owner, own)
	body := receipt.Change{
		ID: a.ids.New(m.at), TenantID: owner, At: m.at, Monotonic: a.clock.Monotonic(),
		AdminRef: by, ActorType: string(m.caller.Actor.Type), Own: m.own, Operation: m.action, Resource: m.resource,
		Before: m.before, After: m.after,
		Policy: receipt.Evidence{VersionIDs: snapshot.VersionIDs, SnapshotHash: snapshot.Hash},
	}.Body()
	return ports.WriteSet{
		TenantID: owner, At: m.at, Receipts: []ports.Receipt{ports.ReceiptOf(body)},
		Events: []event.Event{{
			ID: a.ids.New(m.at), TenantID: owner, Name: m.event, At: m.at, ReceiptID: body.ID,
			Body: canonical.Object{{Name: "resource", Value: m.resource}},
		}},
		Audit: a.audit(ctx, m),
	}
}

func (a Administration) audit(ctx context.Context, m mutation) []ports.AuditEntry {
	if m.own {
		return nil
	}
	return []ports.AuditEntry{{
		AdminID: m.caller.Actor.ID, Action: m.action, Resource: m.resource, Before: m.before, After: m.after,
		TraceID: a.traces.TraceID(ctx),
	}}
}
