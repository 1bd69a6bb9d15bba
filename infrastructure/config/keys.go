package config

import (
	"crypto/rand"
	"encoding"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strings"
)

// maxKeyFile bounds what is read of a key file, in bytes.
const maxKeyFile = 64 << 10

// readKeyFiles takes keys from the files that are named in their place.
func (c *Config) readKeyFiles(found problems) {
	readKeyFile("ERIS_SIGNING_KEY", c.SigningKeyFile, c.SigningKeys.Empty(), &c.SigningKeys, found)
	readKeyFile("DELIVERY_SIGNING_SECRET", c.DeliverySecretFile, c.DeliverySecrets.Empty(), &c.DeliverySecrets, found)
	readKeyFile("SECRETS_KEY", c.SecretsKeyFile, c.SecretsKey.Empty(), &c.SecretsKey, found)
}

func readKeyFile(variable, path string, unset bool, into encoding.TextUnmarshaler, found problems) {
	if path == "" {
		return
	}
	if _, wrong := found[variable]; wrong || !unset {
		found.add(variable+"_FILE", "is set beside "+variable+"; set only one of them")
		return
	}
	text, err := readBounded(path)
	if err != nil || text == "" {
		found.add(variable+"_FILE", "names a file that cannot be read or is empty; set the path of a readable one")
		return
	}
	if err := into.UnmarshalText([]byte(text)); err != nil {
		found.add(variable+"_FILE", "names a file whose content "+err.Error())
	}
}

func readBounded(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open the key file: %w", err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return "", fmt.Errorf("read the key file: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// completeKeys makes up missing keys in dev, and says so. Anywhere else a key that
// is missing is refused: what it protects must outlive the process.
func (c *Config) completeKeys(found problems) {
	if c.lacks("ERIS_SIGNING_KEY", c.SigningKeys.Secret, found,
		"is missing; set the Ed25519 key that signs receipts (PEM PKCS#8 or a base64 seed), or ERIS_SIGNING_KEY_FILE") {
		c.SigningKeys = SigningKeys{NewSecret(madeUp())}
		c.Notices = append(c.Notices,
			"ERIS_SIGNING_KEY is not set: a key was made up for this run, and what it signs cannot be verified after it")
	}
	if c.lacks("SECRETS_KEY", c.SecretsKey.Secret, found,
		"is missing; set 32 bytes in base64 (openssl rand -base64 32), or SECRETS_KEY_FILE") {
		c.SecretsKey = Key{NewSecret(madeUp())}
		c.Notices = append(c.Notices,
			"SECRETS_KEY is not set: a key was made up for this run, and what it encrypts cannot be read after it")
	}
}

// lacks reports whether the key is to be made up, and refuses it missing otherwise.
func (c *Config) lacks(variable string, key Secret, found problems, message string) bool {
	_, wrongFile := found[variable+"_FILE"]
	if !key.Empty() || wrongFile {
		return false
	}
	if c.Env != Dev {
		found.add(variable, message)
		return false
	}
	_, wrong := found[variable]
	return !wrong
}

// madeUp is 32 random bytes in base64.
func madeUp() string {
	bytes := make([]byte, keyLength)
	// rand.Read never answers an error (Go 1.24 and later).
	_, _ = rand.Read(bytes)
	return base64.StdEncoding.EncodeToString(bytes)
}
