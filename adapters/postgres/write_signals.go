package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueSignals(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	for i := range set.Signals {
		if err := queueSignal(ctx, q, set, &set.Signals[i], true); err != nil {
			return err
		}
	}
	if set.Decision == nil || set.Decision.Signal == nil {
		return nil
	}
	return queueSignal(ctx, q, set, set.Decision.Signal, false)
}

func queueSignal(ctx context.Context, q *writedb.Queries, set ports.WriteSet, s *signal.Signal, accepted bool) error {
	attributes, err := json.Marshal(s.Attributes)
	if err != nil {
		return fmt.Errorf("write the attributes of a signal: %w", err)
	}
	q.InsertSignal(ctx, []writedb.InsertSignalParams{{
		TenantID: string(set.TenantID), SignalID: s.ID,
		Subject: string(signal.SubjectOf(s.ActorID, s.Place.RepoID)),
		ActorID: s.ActorID, ActorType: string(s.ActorType), Source: s.Source, EventType: s.EventType,
		Severity: int16(s.Severity), OccurredAt: s.OccurredAt, ReceivedAt: set.At,
		RepoID: s.Place.RepoID, Branch: s.Place.Branch, FilePath: s.Place.FilePath, Environment: s.Place.Environment,
		Attributes: string(attributes), ExpiredAt: set.At.Add(-signal.Dedup), Accepted: accepted,
	}})
	return nil
}

func queueIntegration(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.GitHubSecret == nil {
		return nil
	}
	q.SaveGitHubSecret(ctx, []writedb.SaveGitHubSecretParams{{
		TenantID: string(set.TenantID), Secret: set.GitHubSecret, UpdatedAt: set.At,
	}})
	return nil
}
