package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReadSignal implements ports.SignalReader.
func (r *Reader) ReadSignal(ctx context.Context, owner tenant.ID, signalID string) (signal.Signal, error) {
	var row writedb.Signal
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadSignal(ctx, []writedb.ReadSignalParams{{TenantID: string(owner), SignalID: signalID}})
		return func() { rows.QueryRow(func(_ int, r writedb.Signal, err error) { row, absent = r, err }) }
	})
	if err = cmp.Or(err, absent); err != nil {
		return signal.Signal{}, missing(err, "the signal", "read a signal")
	}
	read := signal.Signal{
		ID: row.SignalID, TenantID: owner, ActorID: row.ActorID, ActorType: actor.Type(row.ActorType),
		Source: row.Source, EventType: row.EventType,
		Severity: signal.Severity(row.Severity), OccurredAt: row.OccurredAt.UTC(),
		Place: signal.Place{RepoID: row.RepoID, Branch: row.Branch, FilePath: row.FilePath, Environment: row.Environment},
	}
	if err := json.Unmarshal([]byte(row.Attributes), &read.Attributes); err != nil {
		return signal.Signal{}, translate(err, "read a signal's attributes")
	}
	return read, nil
}

// KnownSignals implements ports.SignalReader.
func (r *Reader) KnownSignals(ctx context.Context, owner tenant.ID, ids []string, since time.Time) (map[string]bool, error) {
	known := make(map[string]bool)
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.KnownSignals(ctx, []writedb.KnownSignalsParams{{TenantID: string(owner), SignalIds: ids, Since: since}})
		return func() {
			rows.Query(func(_ int, found []string, _ error) {
				for _, signalID := range found {
					known[signalID] = true
				}
			})
		}
	})
	if err != nil {
		return nil, translate(err, "look for known signals")
	}
	return known, nil
}

// ReadGitHubSecret implements ports.IntegrationReader.
func (r *Reader) ReadGitHubSecret(ctx context.Context, owner tenant.ID) ([]byte, error) {
	var secret []byte
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadGitHubSecret(ctx, []string{string(owner)})
		return func() { rows.QueryRow(func(_ int, s []byte, err error) { secret, absent = s, err }) }
	})
	if err = cmp.Or(err, absent); err != nil {
		return nil, missing(err, "the GitHub integration", "read the webhook secret")
	}
	return secret, nil
}
