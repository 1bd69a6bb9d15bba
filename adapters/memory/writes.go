package memory

import (
	"bytes"
	"maps"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func exists(what string) error {
	return fault.New(fault.Conflict, "ALREADY_EXISTS", "the "+what+" exists already")
}

func (r *tenantRows) claimActorRefs(set ports.WriteSet) error {
	for _, claim := range set.ActorRefs {
		if _, claimed := r.actorRefs[claim.ActorID]; claimed {
			return stale("actor's reference")
		}
		r.actorRefs[claim.ActorID] = claim.Ref
	}
	return nil
}

func (r *tenantRows) writePlaybook(set ports.WriteSet) error {
	if set.Playbook == nil {
		return nil
	}
	next := set.Playbook.Playbook
	known, found := r.playbooks[next.ID]
	switch {
	case next.Version == 1 && found:
		return exists("playbook")
	case next.Version != 1 && (!found || known.Version != next.Version-1):
		return stale("playbook")
	}
	if revision := set.Playbook.Revision; revision != nil {
		key := revisionKey{next.ID, revision.Number}
		if !r.revisions[key].Frozen() {
			r.revisions[key] = *revision
		}
	}
	r.playbooks[next.ID] = next
	if set.Playbook.InForceChanged {
		r.catalogue++
	}
	return nil
}

func (r *tenantRows) writeSignals(set ports.WriteSet) error {
	for _, accepted := range set.Signals {
		r.writeSignal(keptSignal{signal: accepted, receivedAt: set.At, accepted: true})
	}
	if set.Decision != nil && set.Decision.Signal != nil {
		r.writeSignal(keptSignal{signal: *set.Decision.Signal, receivedAt: set.At})
	}
	return nil
}

func (r *tenantRows) writeSignal(row keptSignal) {
	key := signalKey{signal.SubjectOf(row.signal.ActorID, row.signal.Place.RepoID), row.signal.ID}
	known, found := r.signals[key]
	expired := !known.receivedAt.After(row.receivedAt.Add(-signal.Dedup))
	if found && !expired && (known.accepted || !row.accepted) {
		return
	}
	row.signal.Attributes = maps.Clone(row.signal.Attributes)
	r.signals[key] = row
}

func (r *tenantRows) writeSecret(set ports.WriteSet) error {
	if set.GitHubSecret != nil {
		r.secret = bytes.Clone(set.GitHubSecret)
	}
	return nil
}

func (r *tenantRows) writeEvidence(set ports.WriteSet) error {
	for _, row := range set.Receipts {
		if _, found := r.receipts[row.ID]; found {
			return exists("receipt")
		}
		r.receipts[row.ID] = keptReceipt{body: row.Body, at: set.At}
	}
	for _, happened := range set.Events {
		if slices.ContainsFunc(r.events, func(e event.Event) bool { return e.ID == happened.ID }) {
			return exists("event")
		}
		r.events = append(r.events, happened)
	}
	return nil
}
