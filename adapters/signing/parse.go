package signing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Parse reads the setting ERIS_SIGNING_KEY: PEM blocks of PKCS#8, or base64 seeds of
// 32 bytes separated by commas or line breaks. The first key signs, all are
// published. Errors name the key by its place and repeat nothing of it.
func Parse(text string) (*Keys, error) {
	read := seeds
	if strings.Contains(text, "-----BEGIN") {
		read = blocks
	}
	privates, err := read(text)
	if err != nil {
		return nil, err
	}
	if len(privates) == 0 {
		return nil, errors.New("no signing key: set PEM PKCS#8 or a base64 seed of 32 bytes")
	}
	if again := repeated(privates); again > 0 {
		return nil, fmt.Errorf("signing key %d is given twice: give each key once", again)
	}
	return newKeys(privates)
}

func seeds(text string) ([]ed25519.PrivateKey, error) {
	var privates []ed25519.PrivateKey
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		seed, err := base64.StdEncoding.Strict().DecodeString(field)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, fmt.Errorf("signing key %d: want PEM PKCS#8 or the standard base64 of a seed of 32 bytes", len(privates)+1)
		}
		privates = append(privates, ed25519.NewKeyFromSeed(seed))
	}
	return privates, nil
}

func blocks(text string) ([]ed25519.PrivateKey, error) {
	var privates []ed25519.PrivateKey
	rest := bytes.TrimSpace([]byte(text))
	for len(rest) > 0 {
		number := len(privates) + 1
		if !bytes.HasPrefix(rest, []byte("-----BEGIN")) {
			return nil, fmt.Errorf("signing key %d: want nothing but PEM blocks", number)
		}
		block, after := pem.Decode(rest)
		if block == nil {
			return nil, fmt.Errorf("signing key %d: the PEM block is not whole", number)
		}
		private, err := privateKey(block)
		if err != nil {
			return nil, fmt.Errorf("signing key %d: %w", number, err)
		}
		privates, rest = append(privates, private), bytes.TrimSpace(after)
	}
	return privates, nil
}

func privateKey(block *pem.Block) (ed25519.PrivateKey, error) {
	if block.Type != "PRIVATE KEY" {
		return nil, errors.New("want a PEM block of type PRIVATE KEY (PKCS#8, not encrypted)")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("want PKCS#8: %w", err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("want an Ed25519 key, this is of another kind")
	}
	return private, nil
}

// repeated answers the place of the first key that was there before, 0 for none.
func repeated(privates []ed25519.PrivateKey) int {
	seen := make(map[string]bool, len(privates))
	for i, private := range privates {
		if seen[string(private)] {
			return i + 1
		}
		seen[string(private)] = true
	}
	return 0
}
