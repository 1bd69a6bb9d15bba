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
		known, found := r.signals[accepted.ID]
		if found && known.receivedAt.After(set.At.Add(-signal.Dedup)) {
			continue
		}
		accepted.Attributes = maps.Clone(accepted.Attributes)
		r.signals[accepted.ID] = keptSignal{signal: accepted, receivedAt: set.At}
	}
	return nil
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
		r.receipts[row.ID] = row.Body
	}
	for _, happened := range set.Events {
		if slices.ContainsFunc(r.events, func(e event.Event) bool { return e.ID == happened.ID }) {
			return exists("event")
		}
		r.events = append(r.events, happened)
	}
	r.audit = append(r.audit, set.Audit...)
	return nil
}
