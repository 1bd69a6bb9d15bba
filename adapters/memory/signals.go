package memory

import (
	"bytes"
	"context"
	"maps"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReadSignal implements ports.SignalReader.
func (s *Store) ReadSignal(_ context.Context, owner tenant.ID, signalID string) (signal.Signal, error) {
	kept := s.rows(owner).accepted(signalID)
	if !kept.accepted {
		return signal.Signal{}, fault.Missing("the signal")
	}
	kept.signal.Attributes = maps.Clone(kept.signal.Attributes)
	return kept.signal, nil
}

// accepted answers the newest accepted signal of the id, the zero row without one.
func (r *tenantRows) accepted(signalID string) keptSignal {
	var newest keptSignal
	for key, kept := range r.signals {
		if key.signalID == signalID && kept.accepted && kept.receivedAt.After(newest.receivedAt) {
			newest = kept
		}
	}
	return newest
}

// KnownSignals implements ports.SignalReader.
func (s *Store) KnownSignals(_ context.Context, owner tenant.ID, ids []string, since time.Time) (map[string]bool, error) {
	rows := s.rows(owner)
	known := make(map[string]bool)
	for _, signalID := range ids {
		if kept := rows.accepted(signalID); kept.accepted && kept.receivedAt.After(since) {
			known[signalID] = true
		}
	}
	return known, nil
}

// ReadGitHubSecret implements ports.IntegrationReader.
func (s *Store) ReadGitHubSecret(_ context.Context, owner tenant.ID) ([]byte, error) {
	secret := s.rows(owner).secret
	if secret == nil {
		return nil, fault.Missing("the GitHub integration")
	}
	return bytes.Clone(secret), nil
}
