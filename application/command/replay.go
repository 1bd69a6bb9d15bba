package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Keyed is the promise under which a command may be repeated (api.md, Idempotency-Key).
// The zero value promises nothing.
type Keyed struct {
	// Owner is the caller's tenant.
	Owner       tenant.ID
	Idempotency *ports.Idempotency
}

func (k Keyed) keyed() Keyed { return k }

// Committed is what every command that writes answers with its result. It is no part of
// what is recorded under a key.
type Committed struct {
	// Token asks later reads for at least this state; empty where nothing was written.
	Token ports.Token `json:"-"`
	// Replayed is set when the answer was recorded under the key before.
	Replayed bool `json:"-"`
}

func (c *Committed) committed() *Committed { return c }

// result is a command's result R, which embeds Committed.
type result[R any] interface {
	*R
	committed() *Committed
}

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
		ctx, cancel := context.WithTimeout(ctx, lookAgain)
		defer cancel()
		rival, found, lookErr := recorded[R, P](ctx, replays, key, clock.Now())
		if found || fault.Is(lookErr, fault.Invalid) {
			return rival, lookErr
		}
		return answer, err
	}
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

// commit writes the set and, under a key, what is answered with it. A key that was taken
// meanwhile is a Conflict fault: trying again could not help.
func commit[R any, P result[R]](
	ctx context.Context, store ports.Store, set ports.WriteSet, key Keyed, answer R,
) (R, error) {
	if key.Idempotency != nil {
		document, err := json.Marshal(answer)
		if err != nil {
			return answer, fmt.Errorf("record an answer: %w", err)
		}
		set.Replay = &ports.ReplayRow{Idempotency: *key.Idempotency, Answer: string(document)}
	}
	token, err := store.Commit(ctx, set)
	if err != nil {
		var none R
		return none, keyTaken(err)
	}
	P(&answer).committed().Token = token
	return answer, nil
}

// settle answers without writing anything but the record under a key.
func settle[R any, P result[R]](
	ctx context.Context, store ports.Store, at time.Time, key Keyed, answer R,
) (R, error) {
	if key.Idempotency == nil {
		return answer, nil
	}
	return commit[R, P](ctx, store, ports.WriteSet{TenantID: key.Owner, At: at}, key, answer)
}

func keyTaken(err error) error {
	if lost, ok := errors.AsType[*fault.Error](err); !ok || lost.Code != ports.KeyTaken {
		return err
	}
	return fault.Wrap(fault.Conflict, "IDEMPOTENCY_KEY_IN_USE",
		"another request with this Idempotency-Key was carried out at the same moment; repeat the request to read its answer", err)
}
