package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/adapters/vault"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/ports"
)

// replyHeaderMost bounds the header of a reply, as replies are bounded (downstream.md).
const replyHeaderMost = 1 << 20

// newHTTPClient makes the pooled client of one service.
func newHTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		MaxIdleConns: 64, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 2 * time.Second, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: replyHeaderMost,
	}}
}

func newTokens(settings config.Config, clock ports.Clock, logger *slog.Logger) (*iam.Tokens, error) {
	if settings.IAMMode == config.DevKey {
		return devTokens(settings.IAMDevKeyFile, clock)
	}
	return iam.New(iam.Remote{
		KeysURL:  string(settings.IAMKeysURL),
		Expected: iam.Expected{Issuer: string(settings.IAMIssuer), Audience: settings.IAMAudience},
		Client:   newHTTPClient(), Clock: clock, Logger: logger,
	})
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
