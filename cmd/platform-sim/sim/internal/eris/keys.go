package eris

import (
	"context"
	"crypto/ed25519"
	"errors"
)

// ErrUnknownKey is what a KeyFunc returns for a kid that is not published.
var ErrUnknownKey = errors.New("no key with this kid is published")

// KeyFunc finds the public key a receipt was signed with. It returns ErrUnknownKey, which refuses the receipt for good,
// or another error when the keys cannot be had now, which makes the answer 503. It is safe for concurrent use.
type KeyFunc func(ctx context.Context, kid string) (ed25519.PublicKey, error)

// oncePerKid remembers the answers for one request, so that a bulk of unknown keys asks once. Not for concurrent use.
func (f KeyFunc) oncePerKid() KeyFunc {
	type answer struct {
		key ed25519.PublicKey
		err error
	}
	known := map[string]answer{}
	return func(ctx context.Context, kid string) (ed25519.PublicKey, error) {
		found, asked := known[kid]
		if !asked {
			found.key, found.err = f(ctx, kid)
			known[kid] = found
		}
		return found.key, found.err
	}
}
