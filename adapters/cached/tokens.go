package cached

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// TokenFresh is how long a token is trusted without being asked about again, at most
	// (downstream.md, IAM). It may expire before.
	TokenFresh = time.Minute
	// RefusalFresh is how long a token that was refused stays so: a client that goes on
	// with one must not use up what the identity service allows us.
	RefusalFresh = 5 * time.Second
	// mostTokens and mostRefusals bound what is held, at about half a kilobyte each. They
	// are apart, so that whoever makes tokens up turns no good one out.
	mostTokens, mostRefusals = 10_000, 1_000
)

// Tokens decorates a ports.Tokens that asks another about each token. A token is held by
// its hash, so that none lies in memory.
type Tokens struct {
	next    ports.Tokens
	clock   ports.Clock
	good    *otter.Cache[tokenHash, judged]
	refused *otter.Cache[tokenHash, judged]
	calls   singleflight.Group
}

var _ ports.Tokens = (*Tokens)(nil)

type tokenHash = [sha256.Size]byte

// judged is a verdict, and when it was given on the monotonic clock.
type judged struct {
	caller actor.Caller
	err    error
	at     time.Duration
}

// NewTokens decorates next, which must set a time limit of its own: calls outlast their
// callers.
func NewTokens(next ports.Tokens, clock ports.Clock) (*Tokens, error) {
	good, err := otter.New(&otter.Options[tokenHash, judged]{MaximumSize: mostTokens})
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d tokens: %w", mostTokens, err)
	}
	refused, err := otter.New(&otter.Options[tokenHash, judged]{MaximumSize: mostRefusals})
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d refusals: %w", mostRefusals, err)
	}
	return &Tokens{next: next, clock: clock, good: good, refused: refused}, nil
}

// Verify implements ports.Tokens. Those who ask about one token together make one call.
func (t *Tokens) Verify(ctx context.Context, token string) (actor.Caller, error) {
	hash := sha256.Sum256([]byte(token))
	if known, held := t.known(hash); held {
		return known.caller, known.err
	}
	coming := t.calls.DoChan(string(hash[:]), func() (any, error) {
		caller, err := t.next.Verify(context.WithoutCancel(ctx), token)
		if err != nil {
			caller = actor.Caller{} // nobody is let in beside an error, whoever answers both
		}
		return t.remember(hash, judged{caller: caller, err: err, at: t.clock.Monotonic()}), nil
	})
	select {
	case <-ctx.Done():
		return actor.Caller{}, unjudged(ctx.Err())
	case came := <-coming:
		verdict := came.Val.(judged) //nolint:forcetypeassert // the call answers nothing else
		return verdict.caller, verdict.err
	}
}

func (t *Tokens) known(hash tokenHash) (judged, bool) {
	now := t.clock.Monotonic()
	if verdict, found := t.good.GetIfPresent(hash); found && now-verdict.at < TokenFresh && t.clock.Now().Before(verdict.caller.ExpiresAt) {
		return verdict, true
	}
	verdict, found := t.refused.GetIfPresent(hash)
	return verdict, found && now-verdict.at < RefusalFresh
}

// remember holds verdicts. That nobody judged is none.
func (t *Tokens) remember(hash tokenHash, verdict judged) judged {
	switch {
	case verdict.err == nil:
		t.good.Set(hash, verdict)
	case fault.Is(verdict.err, fault.Unauthenticated):
		t.good.Invalidate(hash)
		t.refused.Set(hash, verdict)
	default:
		verdict.err = unjudged(verdict.err)
	}
	return verdict
}

// unjudged answers that somebody may come again, for whatever reason nobody judged: only a
// verdict sends them away to log in.
func unjudged(cause error) error {
	again := fault.Wrap(fault.Unavailable, "IAM_UNAVAILABLE",
		"the token cannot be verified just now, because the identity service does not answer; try again", cause)
	again.RetryAfter = unjudgedPause
	return again
}

const unjudgedPause = time.Second
