package dev

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
)

// Keys makes the key files of development below dir where they are missing, and
// answers the settings that name them.
func Keys(dir string) (map[string]string, error) {
	files := map[string]struct {
		name string
		draw func() ([]byte, error)
	}{
		"IAM_DEV_KEY_FILE":             {"iam.pem", signingKey},
		"ERIS_SIGNING_KEY_FILE":        {"receipts.pem", signingKey},
		"SECRETS_KEY_FILE":             {"secrets.key", secretKey},
		"DELIVERY_SIGNING_SECRET_FILE": {"deliveries.key", webhookSecret},
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the development keys: %w", err)
	}
	settings := make(map[string]string, len(files))
	for variable, file := range files {
		path := filepath.Join(dir, file.name)
		if err := keep(path, file.draw); err != nil {
			return nil, fmt.Errorf("make the development key %s: %w", file.name, err)
		}
		settings[variable] = path
	}
	return settings, nil
}

// TokenKeyFile is where Keys keeps the key that mints development tokens.
func TokenKeyFile(dir string) string { return filepath.Join(dir, "iam.pem") }

func keep(path string, draw func() ([]byte, error)) error {
	_, err := os.Stat(path)
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("look for it: %w", err)
	}
	content, err := draw()
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("write it: %w", err)
	}
	return nil
}

func signingKey() ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("draw it: %w", err)
	}
	return iam.FormatDevKey(private)
}

// webhookSecret is of the form that receivers of Standard Webhooks take.
func webhookSecret() ([]byte, error) {
	key, err := secretKey()
	return append([]byte("whsec_"), key...), err
}

func secretKey() ([]byte, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it answers no error; it would end the process
	return []byte(base64.StdEncoding.EncodeToString(key) + "\n"), nil
}
