package memory

import (
	"context"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// keptReplay is an answer and when it was recorded.
type keptReplay struct {
	ports.Replay

	at time.Time
}

// writeReplay goes before every other swap (ports.KeyTaken).
func (r *tenantRows) writeReplay(set ports.WriteSet, number uint64) error {
	if set.Replay == nil {
		return nil
	}
	place := placeOf(set.Replay.Idempotency)
	if r.replays[place].at.After(set.At.Add(-ports.IdempotencyLife)) {
		return fault.New(fault.Stale, ports.KeyTaken, "the idempotency key is taken")
	}
	r.replays[place] = keptReplay{at: set.At, Replay: ports.Replay{
		Hash: set.Replay.Idempotency.Hash, Answer: set.Replay.Answer, Token: ports.Token(strconv.FormatUint(number, 10)),
	}}
	return nil
}

// ReadReplay implements ports.ReplayReader.
func (s *Store) ReadReplay(
	_ context.Context, owner tenant.ID, key ports.Idempotency, since time.Time,
) (*ports.Replay, error) {
	kept := s.rows(owner).replays[placeOf(key)]
	if !kept.at.After(since) {
		return nil, nil //nolint:nilnil // no row is no answer; the port says so
	}
	return &kept.Replay, nil
}

func placeOf(key ports.Idempotency) idempotencyKey {
	return idempotencyKey{key.Operation, key.Caller, key.Key}
}
