package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func (r *tenantRows) writeDecision(set ports.WriteSet) error {
	if set.Decision == nil {
		return nil
	}
	decided := set.Decision.Decision
	document, err := decided.Document()
	if err != nil {
		return err
	}
	row := taken{decisionID: decided.ID, at: decided.CreatedAt}
	if decided.SignalID != "" {
		place := decidedSignal{decided.Subject(), decided.Surface(), decided.SignalID}
		if r.bySignal[place].since(set.At.Add(-signal.Dedup)) {
			return stale("signal")
		}
		r.bySignal[place] = row
	}
	if key := set.Decision.Idempotency; key != nil {
		place := idempotencyKey{key.Operation, key.Caller, key.Key}
		if r.byKey[place].since(set.At.Add(-ports.IdempotencyLife)) {
			return stale("idempotency key")
		}
		row.hash = key.Hash
		r.byKey[place] = row
	}
	if _, found := r.decisions[decided.ID]; found {
		return exists("decision")
	}
	r.decisions[decided.ID] = document
	return nil
}

// since reports whether the place was taken after the time; the zero value never was.
func (t taken) since(at time.Time) bool { return t.at.After(at) }

// ReadDecisionInputs implements ports.DecisionReader.
func (s *Store) ReadDecisionInputs(_ context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	rows := s.rows(query.TenantID)
	own := rows.policyOrDefault()
	inputs := ports.DecisionInputs{
		Policy: own, Snapshot: policy.Own(query.TenantID, own), CatalogueVersion: rows.catalogue, PolicyEpoch: rows.policyEpoch,
		ActorRef: rows.actorRefs[query.ActorID], Recent: rows.recent(query.Subject, query.Now),
		Memory: rows.memory(query),
	}
	var err error
	if inputs.Preferences, err = rows.preferencesOf(query.ActorID); err != nil {
		return ports.DecisionInputs{}, err
	}
	if key := query.Idempotency; key != nil {
		row := rows.byKey[idempotencyKey{key.Operation, key.Caller, key.Key}]
		if row.since(query.Now.Add(-ports.IdempotencyLife)) {
			inputs.KeyedHash = row.hash
			if inputs.Keyed, err = rows.decision(row); err != nil {
				return ports.DecisionInputs{}, err
			}
		}
	}
	row := rows.bySignal[decidedSignal{query.Subject, query.Surface, query.SignalID}]
	if row.since(query.Now.Add(-signal.Dedup)) {
		inputs.Repeated, err = rows.decision(row)
	}
	return inputs, err
}

func (r *tenantRows) decision(row taken) (*decision.Decision, error) {
	decided, err := decision.FromDocument(r.decisions[row.decisionID])
	return &decided, err
}

func (r *tenantRows) recent(subject signal.Subject, now time.Time) []signal.Recent {
	if subject == "" {
		return nil
	}
	var recent []signal.Recent
	for _, kept := range r.signals {
		ours := signal.SubjectOf(kept.signal.ActorID, kept.signal.Place.RepoID) == subject
		if ours && kept.signal.OccurredAt.After(now.Add(-signal.RecentSpan)) {
			recent = append(recent, kept.signal.Metadata())
		}
	}
	slices.SortFunc(recent, func(a, b signal.Recent) int {
		return cmp.Or(b.OccurredAt.Compare(a.OccurredAt), cmp.Compare(a.ID, b.ID))
	})
	return recent[:min(len(recent), signal.RecentLimit)]
}

// ReadActorRef implements ports.ActorRefReader.
func (s *Store) ReadActorRef(_ context.Context, owner tenant.ID, actorID string) (id.UUID, tenant.Policy, error) {
	rows := s.rows(owner)
	return rows.actorRefs[actorID], rows.policyOrDefault(), nil
}
