package iam

import (
	"crypto/sha256"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

const (
	// trustFor is how long a verified token is not verified again (downstream.md, IAM).
	trustFor = 5 * time.Minute
	// maxVerified bounds the memory of verified tokens to some megabytes.
	maxVerified = 10_000
)

// tokenHash stands for a token, so that no token lies in memory for minutes.
type tokenHash = [sha256.Size]byte

// verified is what is remembered of a good token.
type verified struct {
	caller     actor.Caller
	key        *key
	verifiedAt time.Time
}

// verifiedTokens remembers good tokens. It never remembers bad ones: those cost an
// attacker's memory, not ours.
type verifiedTokens struct {
	cache *otter.Cache[tokenHash, verified]
}

func newVerifiedTokens() *verifiedTokens {
	return &verifiedTokens{cache: otter.Must(&otter.Options[tokenHash, verified]{
		MaximumSize: maxVerified,
		// Upkeep is cheap at this size; done in place it needs no goroutine.
		Executor: func(upkeep func()) { upkeep() },
	})}
}

func (v *verifiedTokens) remember(hash tokenHash, token verified) { v.cache.Set(hash, token) }

// find answers the caller of a token that still holds: not expired, verified a
// short while ago, its key still in the set. Any other is forgotten.
func (v *verifiedTokens) find(hash tokenHash, keys *keySet, now time.Time) (actor.Caller, bool) {
	token, ok := v.cache.GetIfPresent(hash)
	if !ok {
		return actor.Caller{}, false
	}
	age := now.Sub(token.verifiedAt)
	if !now.Before(token.caller.ExpiresAt) || age < 0 || age >= trustFor || !keys.holds(token.key) {
		v.cache.Invalidate(hash)
		return actor.Caller{}, false
	}
	return token.caller, true
}
