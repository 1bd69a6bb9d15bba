package iam_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
)

// handClock is a clock that a test turns.
type handClock struct {
	mu   sync.Mutex
	wall time.Time
	ran  time.Duration
}

func newHandClock() *handClock {
	return &handClock{wall: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall
}

func (c *handClock) Monotonic() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ran
}

func (c *handClock) turn(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall, c.ran = c.wall.Add(by), c.ran+by
}

// issuer is an identity service over a real socket.
type issuer struct {
	*httptest.Server

	clock   *handClock
	mu      sync.Mutex
	keys    []map[string]any
	broken  bool
	fetches atomic.Int64
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{clock: newHandClock()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /jwks", i.serveKeys)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/jwks"})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) serveKeys(w http.ResponseWriter, _ *http.Request) {
	i.fetches.Add(1)
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.broken {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"keys": i.keys}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (i *issuer) publish(keys ...map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = keys
}

func (i *issuer) breakDown(broken bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.broken = broken
}

// tokens verify against this issuer, found by discovery.
func (i *issuer) tokens(t *testing.T) *iam.Tokens {
	t.Helper()
	tokens, err := iam.New(iam.Issuer{
		Expected: iam.Expected{Issuer: i.URL, Audience: "mmm-engine"},
		Client:   httpclient.NewDirect(i.Client()), Clock: i.clock, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return tokens
}

// claims of a token that must verify.
func (i *issuer) claims() map[string]any {
	now := i.clock.Now().Unix()
	return map[string]any{
		"iss": i.URL, "aud": "mmm-engine", "sub": "ada", "tenant_id": "acme", "actor_type": "human",
		"roles": []string{"tenant_admin"}, "scope": "mmm.decide mmm.read",
		"iat": now, "nbf": now, "exp": now + 3600,
	}
}

// pair is a key with its name and algorithm.
type pair struct {
	id, algorithm string
	private       crypto.Signer
}

func edPair(t *testing.T, id string) pair {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return pair{id: id, algorithm: "EdDSA", private: private}
}

func rsaPair(t *testing.T, id string, bits int) pair {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	return pair{id: id, algorithm: "RS256", private: private}
}

func ecPair(t *testing.T, id string, curve elliptic.Curve, algorithm string) pair {
	t.Helper()
	private, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return pair{id: id, algorithm: algorithm, private: private}
}

// jwk is the published form; the extra members override.
func (p pair) jwk(t *testing.T, extra map[string]any) map[string]any {
	t.Helper()
	members := p.public(t)
	members["kid"], members["use"] = p.id, "sig"
	maps.Copy(members, extra)
	return members
}

func (p pair) public(t *testing.T) map[string]any {
	t.Helper()
	if short, ok := p.private.Public().(*rsa.PublicKey); ok && short.N.BitLen() < 2048 {
		// The library would not publish such a key; others do.
		return map[string]any{"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(short.N.Bytes())}
	}
	key, err := jwk.Import(p.private.Public())
	require.NoError(t, err)
	text, err := json.Marshal(key)
	require.NoError(t, err)
	var members map[string]any
	require.NoError(t, json.Unmarshal(text, &members))
	return members
}

func (p pair) header() map[string]any {
	return map[string]any{"alg": p.algorithm, "kid": p.id, "typ": "JWT"}
}

// sign makes a token of any header and payload: what is signed is what is sent.
func (p pair) sign(t *testing.T, header, claims any) string {
	t.Helper()
	input := encoded(t, header) + "." + encoded(t, claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(p.signature(t, input))
}

func (p pair) signature(t *testing.T, input string) []byte {
	t.Helper()
	signature, err := rawSignature(p, input)
	require.NoError(t, err)
	return signature
}

func rawSignature(p pair, input string) ([]byte, error) {
	digest := crypto.SHA256.New()
	digest.Write([]byte(input))
	switch private := p.private.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(private, []byte(input)), nil
	case *rsa.PrivateKey:
		return rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, digest.Sum(nil))
	case *ecdsa.PrivateKey:
		r, s, err := ecdsa.Sign(rand.Reader, private, digest.Sum(nil))
		if err != nil {
			return nil, err
		}
		size := (private.Curve.Params().BitSize + 7) / 8
		return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...), nil
	}
	return nil, jws.SignError()
}

// encoded is base64url of the JSON, or of the text as it is.
func encoded(t *testing.T, value any) string {
	t.Helper()
	text, ok := value.(string)
	if !ok {
		document, err := json.Marshal(value)
		require.NoError(t, err)
		text = string(document)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}
