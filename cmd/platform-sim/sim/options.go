package sim

import (
	"crypto/ed25519"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/eris"
)

// DefaultKeysURL is where an engine on this machine publishes the keys that verify its receipts.
const DefaultKeysURL = "http://127.0.0.1:8005/v1/mmm/keys"

// DefaultKeepReceipts takes about 50 MB.
const DefaultKeepReceipts = 200_000

// KeyFunc finds the public key of a receipt's kid. ErrUnknownKey refuses the receipt for good, any other error is an
// outage (503). It is safe for concurrent use.
type KeyFunc = eris.KeyFunc

// ErrUnknownKey is what a KeyFunc returns for a kid that is not published.
var ErrUnknownKey = eris.ErrUnknownKey

// Journal keeps the chains over a restart.
type Journal = eris.Journal

// Options are what a stand-in may be given. The zero value is a working one.
type Options struct {
	// BaseURL is the stand-in's own address as its clients see it; the tokens' issuer is BaseURL + "/iam". Empty takes the
	// Host of each request, which is right as long as all clients use one name for it.
	BaseURL string
	// IAMKey signs the tokens first; nil generates one.
	IAMKey ed25519.PrivateKey
	// Keys finds the keys that verify receipts; nil fetches them from KeysURL.
	Keys KeyFunc
	// KeysURL is the engine's JWKS, default DefaultKeysURL.
	KeysURL string
	// KeepReceipts is how many receipts ERIS holds to recognise repeats and judge chains, over all tenants, default
	// DefaultKeepReceipts. Older ones are judged for good and forgotten.
	KeepReceipts int
	// Journal is read once for the chains of before, and gets each receipt that is accepted; nil starts without any.
	Journal Journal
	// WebhookSecret verifies what is delivered to the channels: whsec_ and the base64 of 24 to 64 bytes. With an empty one a
	// signature must be well formed and is not verified.
	WebhookSecret string
	// Now is the clock, default time.Now.
	Now func() time.Time
	// Random draws from [0, 1) for faults with a rate, default math/rand/v2. It is called concurrently.
	Random func() float64
	// Logger gets a line a request, without bodies; default none.
	Logger *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.KeysURL == "" {
		o.KeysURL = DefaultKeysURL
	}
	if o.Keys == nil {
		o.Keys = eris.FetchKeys(o.KeysURL)
	}
	if o.KeepReceipts <= 0 {
		o.KeepReceipts = DefaultKeepReceipts
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}
