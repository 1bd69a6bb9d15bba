package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// arrived is a signal, and whether it was accepted to be decided by a job.
type arrived struct {
	*signal.Signal

	accepted bool
}

// signalsOf answers those of a set in the order in which they take their ids.
func signalsOf(set *ports.WriteSet) []arrived {
	var all []arrived
	for i := range set.Signals {
		all = append(all, arrived{&set.Signals[i], true})
	}
	if set.Decision != nil && set.Decision.Signal != nil {
		all = append(all, arrived{set.Decision.Signal, false})
	}
	return all
}

func attributesOf(s *signal.Signal) (string, error) {
	text, err := json.Marshal(s.Attributes)
	if err != nil {
		return "", fmt.Errorf("write the attributes of a signal: %w", err)
	}
	return string(text), nil
}

func queueSignals(ctx context.Context, q *writedb.Queries, sets []prepared) {
	rows := signalRows{taken: make(map[signalKey]bool)}
	rows.Life = interval(signal.Dedup)
	for i := range sets {
		for n, s := range signalsOf(&sets[i].WriteSet) {
			rows.add(&sets[i], s, sets[i].attributes[n])
		}
	}
	if len(rows.SignalIds) > 0 {
		q.InsertSignals(ctx, []writedb.InsertSignalsParams{rows.InsertSignalsParams})
	}
}

type signalKey struct {
	owner   tenant.ID
	subject signal.Subject
	id      string
}

// signalRows leaves out a signal whose id an earlier one takes: one statement can
// write a row once, and the later one would be passed over all the same.
type signalRows struct {
	writedb.InsertSignalsParams

	taken map[signalKey]bool
}

func (r *signalRows) add(set *prepared, s arrived, attributes string) {
	key := signalKey{set.TenantID, signal.SubjectOf(s.ActorID, s.Place.RepoID), s.ID}
	if r.taken[key] {
		return
	}
	r.taken[key] = true
	r.TenantIds = append(r.TenantIds, string(set.TenantID))
	r.SignalIds = append(r.SignalIds, s.ID)
	r.Subjects = append(r.Subjects, string(key.subject))
	r.ActorIds = append(r.ActorIds, s.ActorID)
	r.ActorTypes = append(r.ActorTypes, string(s.ActorType))
	r.Sources = append(r.Sources, s.Source)
	r.EventTypes = append(r.EventTypes, s.EventType)
	r.Severities = append(r.Severities, int16(s.Severity))
	r.OccurredAts = append(r.OccurredAts, s.OccurredAt)
	r.ReceivedAts = append(r.ReceivedAts, set.At)
	r.RepoIds = append(r.RepoIds, s.Place.RepoID)
	r.Branches = append(r.Branches, s.Place.Branch)
	r.FilePaths = append(r.FilePaths, s.Place.FilePath)
	r.Environments = append(r.Environments, s.Place.Environment)
	r.Attributes = append(r.Attributes, attributes)
	r.Accepted = append(r.Accepted, s.accepted)
}
