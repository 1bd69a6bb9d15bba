package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/adapters/vault"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/ports"
)

// identity says who is calling.
type identity struct {
	ports.Tokens

	// check answers whether somebody who is not known yet can be let in.
	check func(context.Context) error
	// run does what there is to do in the background, until the context ends.
	run func(context.Context) error
}

func newIdentity(settings config.Config, with tools, logger *slog.Logger) (identity, error) {
	switch settings.IAMMode {
	case config.Remote:
		return remoteIdentity(settings, with)
	case config.DevKey:
		tokens, err := devTokens(settings.IAMDevKeyFile, with.clock)
		return verifiedHere(tokens), err
	case config.JWKS:
	}
	tokens, err := iam.New(iam.Issuer{
		KeysURL:  string(settings.IAMKeysURL),
		Expected: iam.Expected{Issuer: string(settings.IAMIssuer), Audience: settings.IAMAudience},
		Client:   with.clients(), Clock: with.clock, Logger: logger,
	})
	return verifiedHere(tokens), err
}

func verifiedHere(tokens *iam.Tokens) identity {
	return identity{Tokens: tokens, check: tokens.Check, run: tokens.Run}
}

// remoteIdentity: cache > trace+metric > breaker > timeout > client.
func remoteIdentity(settings config.Config, with tools) (identity, error) {
	service, err := with.call(settings.IAMServiceURL, settings.IAMToken)
	if err != nil {
		return identity{}, fmt.Errorf("IAM_SERVICE_URL: %w", err)
	}
	client := iam.NewRemote(service, iam.TenantFrom(settings.IAMTenantFrom), with.clock)
	guarded := resilient.NewTokens(client, with.breakers.Of(resilient.IAM), resilient.TokensTimeout)
	tokens, err := cached.NewTokens(observed.NewTokens(guarded, with.calls), with.clock)
	return identity{Tokens: tokens, check: guarded.Check, run: untilStopped}, err
}

func untilStopped(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

var errNoPublicKey = errors.New("the development key has no Ed25519 public half")

func devTokens(path string, clock ports.Clock) (*iam.Tokens, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("IAM_DEV_KEY_FILE: %w", err)
	}
	private, err := iam.ParseDevKey(file)
	if err != nil {
		return nil, fmt.Errorf("IAM_DEV_KEY_FILE: %w", err)
	}
	public, ok := private.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errNoPublicKey
	}
	return iam.NewLocal(public, clock)
}

func newCipher(settings config.Config) (*vault.Cipher, error) {
	return vault.Parse(settings.SecretsKey.Reveal())
}
