package config

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
)

// SigningKeys are the keys of receipts, as one secret text: PEM blocks (PKCS#8), or
// base64 seeds separated by commas or line breaks. The first signs.
type SigningKeys struct{ Secret }

var errSigningKeys = errors.New(
	"is not an Ed25519 key; set PEM (PKCS#8), or 32 bytes in base64, several separated by commas")

// UnmarshalText implements encoding.TextUnmarshaler. It only checks the form; who
// signs reads the keys.
func (k *SigningKeys) UnmarshalText(text []byte) error {
	whole := strings.TrimSpace(string(text))
	if !pemKeys([]byte(whole)) && !seeds(whole) {
		return errSigningKeys
	}
	k.Secret = NewSecret(whole)
	return nil
}

func pemKeys(rest []byte) bool {
	for count := 0; ; count++ {
		block, behind := pem.Decode(rest)
		if block == nil {
			return count > 0 && len(strings.TrimSpace(string(rest))) == 0
		}
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if _, ok := key.(ed25519.PrivateKey); err != nil || !ok {
			return false
		}
		rest = behind
	}
}

func seeds(text string) bool {
	count := 0
	for seed := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		bytes, err := base64.StdEncoding.DecodeString(seed)
		if err != nil || len(bytes) != ed25519.SeedSize {
			return false
		}
		count++
	}
	return count > 0
}
