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

// keyInUse is the code of a key that somebody else took, as callers are told.
const keyInUse = "IDEMPOTENCY_KEY_IN_USE"

func keyTaken(err error) error {
	if !hasCode(err, ports.KeyTaken) {
		return err
	}
	inUse := fault.Wrap(fault.Conflict, keyInUse,
		"another request with this Idempotency-Key was carried out at the same moment; repeat the request to read its answer", err)
	inUse.RetryAfter = time.Second
	return inUse
}

func hasCode(err error, code string) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Code == code
}
