package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Administration makes the evidence that every admin mutation leaves: a receipt,
// an event and an audit entry, in the mutation's own write set.
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

// mutation is what an admin did.
type mutation struct {
	caller           actor.Caller
	at               time.Time
	action, resource string
	event            event.Name
	// before and after are redacted; nil where there is none.
	before, after canonical.Object
}

// writes answers a write set that holds the evidence and nothing else yet.
func (a Administration) writes(ctx context.Context, m mutation) (ports.WriteSet, error) {
	owner, admin := m.caller.TenantID, m.caller.Actor
	set := ports.WriteSet{TenantID: owner, At: m.at}
	ref, own, err := a.refs.ReadActorRef(ctx, owner, admin.ID)
	if err != nil {
		return set, err
	}
	if ref.IsZero() {
		ref = a.ids.Random()
		set.ActorRefs = []ports.ActorRef{{ActorID: admin.ID, Ref: ref}}
	}
	snapshot := policy.Own(owner, own)
	body := receipt.Change{
		ID: a.ids.New(m.at), TenantID: owner, At: m.at, Monotonic: a.clock.Monotonic(),
		AdminRef: ref, ActorType: string(admin.Type), Operation: m.action, Resource: m.resource,
		Before: m.before, After: m.after,
		Policy: receipt.Evidence{VersionIDs: snapshot.VersionIDs, SnapshotHash: snapshot.Hash},
	}.Body()
	set.Receipts = []ports.Receipt{ports.ReceiptOf(body)}
	set.Events = []event.Event{{
		ID: a.ids.New(m.at), TenantID: owner, Name: m.event, At: m.at, ReceiptID: body.ID,
		Body: canonical.Object{{Name: "resource", Value: m.resource}},
	}}
	set.Audit = []ports.AuditEntry{{
		AdminID: admin.ID, Action: m.action, Resource: m.resource, Before: m.before, After: m.after,
		TraceID: a.traces.TraceID(ctx),
	}}
	return set, nil
}
