package command

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// lookAgain bounds how long a repeat that lost to its rival tries to read the rival's
// answer (api.md, Idempotency-Key).
const lookAgain = time.Second

// Replayable answers a command that was carried out under the same key before with what
// it answered then. A request that differs is an Invalid fault, IDEMPOTENCY_KEY_REUSED. A
// command that fails as if it had lost a race may have lost it to itself: the record is
// looked at once more.
func Replayable[U interface{ keyed() Keyed }, R any, P result[R]](
	replays ports.ReplayReader, clock ports.Clock, handle func(context.Context, U) (R, error),
) func(context.Context, U) (R, error) {
	return func(ctx context.Context, use U) (R, error) {
		key := use.keyed()
		if key.Idempotency == nil {
			return handle(ctx, use)
		}
		before, found, err := recorded[R, P](ctx, replays, key, clock.Now())
		if found || err != nil {
			return before, err
		}
		answer, err := handle(ctx, use)
		if !fault.Is(err, fault.Stale) && !fault.Is(err, fault.Conflict) {
			return answer, err
		}
		return rivals[R, P](ctx, replays, key, clock.Now(), err)
	}
}

// rivals answers what a rival under the same key recorded, else the error of the one that
// lost. Where that did not lose the key itself, and the record cannot be read, nobody knows
// whether it lost to itself: to repeat tells.
func rivals[R any, P result[R]](
	ctx context.Context, replays ports.ReplayReader, key Keyed, now time.Time, lost error,
) (R, error) {
	ctx, cancel := context.WithTimeout(ctx, lookAgain)
	defer cancel()
	answer, found, err := recorded[R, P](ctx, replays, key, now)
	if found || fault.Is(err, fault.Invalid) || err != nil && !hasCode(lost, keyInUse) {
		return answer, err
	}
	return answer, lost
}

// recorded answers what was recorded under the key.
func recorded[R any, P result[R]](
	ctx context.Context, replays ports.ReplayReader, key Keyed, now time.Time,
) (answer R, found bool, err error) {
	kept, err := replays.ReadReplay(ctx, key.Owner, *key.Idempotency, now.Add(-ports.IdempotencyLife))
	if err != nil || kept == nil {
		return answer, false, err
	}
	if kept.Hash != key.Idempotency.Hash {
		return answer, false, keyReused()
	}
	if err := json.Unmarshal([]byte(kept.Answer), &answer); err != nil {
		return answer, false, fmt.Errorf("read a recorded answer: %w", err)
	}
	*P(&answer).committed() = Committed{Token: kept.Token, Replayed: true}
	return answer, true, nil
}

func keyReused() error {
	return &fault.Error{
		Kind: fault.Invalid, Code: "IDEMPOTENCY_KEY_REUSED",
		Message:  "the Idempotency-Key was used for another request; use a new key for a new request",
		Problems: []fault.Problem{{Path: "Idempotency-Key", Message: "belongs to another request"}},
	}
}
