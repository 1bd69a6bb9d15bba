package main

import (
	"cmp"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const defaultAddr = "127.0.0.1:8090"

var errUsage = errors.New("wrong flags")

// settings come from flags, which win, or the environment.
type settings struct {
	addr         string
	baseURL      string
	keysURL      string
	iamKeyFile   string
	keepReceipts int
	keep         string
	secret       secretSource
	logLevel     slog.Level
}

func parseSettings(arguments []string, getenv func(string) string, usage io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("platform-sim", flag.ContinueOnError)
	flags.SetOutput(usage)
	fromEnv := func(name, otherwise string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return otherwise
	}
	flags.StringVar(&s.addr, "addr", fromEnv("PLATFORM_SIM_ADDR", defaultAddr), "address to serve on (PLATFORM_SIM_ADDR)")
	flags.StringVar(&s.baseURL, "base-url", getenv("PLATFORM_SIM_BASE_URL"),
		"address as clients see it, for the tokens' issuer; default http:// and the address served on (PLATFORM_SIM_BASE_URL)")
	flags.StringVar(&s.keysURL, "keys-url", fromEnv("MMM_KEYS_URL", sim.DefaultKeysURL), "the engine's public keys (MMM_KEYS_URL)")
	flags.StringVar(&s.iamKeyFile, "iam-key-file", getenv("PLATFORM_SIM_IAM_KEY_FILE"),
		"PEM PKCS#8 Ed25519 key that signs tokens; default a fresh one (PLATFORM_SIM_IAM_KEY_FILE)")
	flags.IntVar(&s.keepReceipts, "keep-receipts", sim.DefaultKeepReceipts, "receipts held for repeats and chain checks")
	flags.StringVar(&s.keep, "keep", getenv("PLATFORM_SIM_KEEP"),
		"file that takes the chains of accepted receipts over a restart; default none (PLATFORM_SIM_KEEP)")
	flags.StringVar(&s.secret.text, "webhook-secret", "",
		"whsec_ and base64, verifies what is delivered to the channels; default none (PLATFORM_SIM_WEBHOOK_SECRET)")
	flags.StringVar(&s.secret.file, "webhook-secret-file", "", "file with that secret (PLATFORM_SIM_WEBHOOK_SECRET_FILE)")
	flags.TextVar(&s.logLevel, "log-level", slog.LevelInfo, "debug logs every request, info those refused or faulted")
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return settings{}, fmt.Errorf("usage was asked for: %w", err)
		}
		return settings{}, fmt.Errorf("%w: %w", errUsage, err)
	}
	// Not as the default of the flag, which is printed with the usage.
	s.secret = s.secret.orElse(secretSource{
		text: getenv("PLATFORM_SIM_WEBHOOK_SECRET"), file: getenv("PLATFORM_SIM_WEBHOOK_SECRET_FILE"),
	})
	return s, nil
}

// options are the stand-in's, for one that is served on addr. The files that were named are read.
func (s settings) options(addr string) (sim.Options, error) {
	options := sim.Options{BaseURL: cmp.Or(s.baseURL, "http://"+addr), KeysURL: s.keysURL, KeepReceipts: s.keepReceipts}
	var err error
	if s.iamKeyFile != "" {
		if options.IAMKey, err = s.iamKey(); err != nil {
			return sim.Options{}, err
		}
	}
	options.WebhookSecret, err = s.secret.read()
	return options, err
}

// iamKey reads the key file, which must have been named.
func (s settings) iamKey() (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(s.iamKeyFile)
	if err != nil {
		return nil, fmt.Errorf("read the IAM key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("IAM key %s: not PEM: make one with openssl genpkey -algorithm ed25519", s.iamKeyFile)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("IAM key %s: not PKCS#8: %w", s.iamKeyFile, err)
	}
	private, isEd25519 := key.(ed25519.PrivateKey)
	if !isEd25519 {
		return nil, fmt.Errorf("IAM key %s: not an Ed25519 key", s.iamKeyFile)
	}
	return private, nil
}
