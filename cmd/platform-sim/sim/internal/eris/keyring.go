package eris

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	keysTimeout = 2 * time.Second
	keysLimit   = 1 << 20
)

// keyring holds the engine's published keys and fetches the set again when a kid is not among them.
type keyring struct {
	url    string
	client *http.Client
	flight singleflight.Group

	mu   sync.RWMutex
	keys map[string]ed25519.PublicKey
}

// FetchKeys finds keys in the JWKS at url: a fetch takes at most 2 seconds and 1 MiB, concurrent ones are one, redirects
// are not followed. It keeps no connection open, since it is asked rarely.
func FetchKeys(url string) KeyFunc {
	transport := &http.Transport{DisableKeepAlives: true, Proxy: nil}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	ring := &keyring{url: url, client: &http.Client{Transport: transport, Timeout: keysTimeout, CheckRedirect: stay}}
	return ring.find
}

func (k *keyring) find(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	if key, held := k.held(kid); held {
		return key, nil
	}
	_, err, _ := k.flight.Do("", func() (any, error) {
		// Whoever shares this fetch must not lose it because the first asker went away; the client bounds it.
		return nil, k.refresh(context.WithoutCancel(ctx))
	})
	if err != nil {
		return nil, fmt.Errorf("look for the receipt's key: %w", err)
	}
	if key, held := k.held(kid); held {
		return key, nil
	}
	return nil, ErrUnknownKey
}

func (k *keyring) held(kid string) (ed25519.PublicKey, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	key, held := k.keys[kid]
	return key, held
}

func (k *keyring) refresh(ctx context.Context) error {
	body, err := k.get(ctx)
	if err != nil {
		return fmt.Errorf("fetch the engine's keys: %w", err)
	}
	keys, err := parseJWKS(body)
	if err != nil {
		return fmt.Errorf("read the engine's keys: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = keys
	return nil
}

func (k *keyring) get(ctx context.Context) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	answer, err := k.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("send the request: %w", err)
	}
	// Nothing was written to it, so closing loses nothing.
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, keysLimit))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return body, nil
}
