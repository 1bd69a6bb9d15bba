package iam

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// refreshEvery is how often the keys are fetched in the background.
	refreshEvery = 5 * time.Minute
	// retryEvery is how often while they cannot be had.
	retryEvery = 5 * time.Second
	// refreshPause is how long a token with an unknown kid must wait for another
	// fetch: whoever makes up kids must not make us call the identity service.
	refreshPause = 3 * time.Second
)

// Issuer says where the keys of an issuer of tokens are (IAM_MODE=jwks).
type Issuer struct {
	// KeysURL is the JWKS document; empty finds it by OIDC discovery from the
	// expected issuer.
	KeysURL  string
	Expected Expected
	// Client is pooled, and follows no redirect; each call is bounded here (2 s, 1 MiB).
	Client Client
	Clock  ports.Clock
	Logger *slog.Logger
}

// New makes the verifier. It does not call: an identity service that is down does
// not keep the engine from starting.
func New(issuer Issuer) (*Tokens, error) {
	if issuer.KeysURL == "" && issuer.Expected.Issuer == "" {
		return nil, errors.New("set IAM_JWKS_URL or IAM_ISSUER: the keys of tokens must come from somewhere")
	}
	source := &publishedKeys{fetcher: fetcher{client: issuer.Client}, where: issuer, turn: make(chan struct{}, 1)}
	return newTokens(source, issuer.Expected, issuer.Clock), nil
}

var errStopped = errors.New("the keys are no longer needed")

// publishedKeys are fetched one caller at a time. Keys that were fetched once stay in
// use while the service is down: its outage shuts nobody out.
type publishedKeys struct {
	fetcher fetcher
	where   Issuer
	set     atomic.Pointer[keySet]
	// turn is held by the caller that fetches.
	turn chan struct{}

	mu   sync.Mutex
	last attempt
}

// attempt is the latest fetch; tried is false before the first.
type attempt struct {
	tried bool
	at    time.Duration
	err   error
}

func (r *publishedKeys) current() *keySet { return r.set.Load() }

func (r *publishedKeys) refresh(ctx context.Context) (*keySet, error) {
	if last, fresh := r.latest(); fresh {
		return r.current(), last.err
	}
	return r.inTurn(ctx, func() error {
		if last, fresh := r.latest(); fresh {
			return last.err
		}
		// It runs to its end even if this caller goes away: others wait for it.
		return r.fetch(context.WithoutCancel(ctx))
	})
}

func (r *publishedKeys) run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := refreshEvery
		if _, err := r.inTurn(ctx, func() error { return r.fetch(ctx) }); err != nil {
			pause = retryEvery
		}
		wait(ctx, pause)
	}
}

func wait(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (r *publishedKeys) inTurn(ctx context.Context, work func() error) (*keySet, error) {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return r.current(), ctx.Err()
	}
	defer func() { <-r.turn }()
	err := work()
	return r.current(), err
}

// latest answers the last attempt and whether it is too young for another.
func (r *publishedKeys) latest() (attempt, bool) {
	now := r.where.Clock.Monotonic()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, r.last.tried && now-r.last.at < refreshPause
}

func (r *publishedKeys) fetch(ctx context.Context) error {
	set, err := r.fetcher.keys(ctx, r.where)
	if ctx.Err() != nil {
		// Nobody waits any more; that is no outage.
		return errStopped
	}
	if err == nil {
		r.set.Store(set)
	}
	r.mu.Lock()
	before := r.last.err
	r.last = attempt{tried: true, at: r.where.Clock.Monotonic(), err: err}
	r.mu.Unlock()
	r.tell(ctx, before, err)
	return err
}

// tell logs an outage when it begins and when it ends.
func (r *publishedKeys) tell(ctx context.Context, before, now error) {
	switch {
	case before == nil && now != nil:
		r.where.Logger.ErrorContext(ctx, "the keys of tokens cannot be fetched", slog.Any("error", now))
	case before != nil && now == nil:
		r.where.Logger.InfoContext(ctx, "the keys of tokens can be fetched again")
	}
}
