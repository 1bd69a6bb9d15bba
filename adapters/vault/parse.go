package vault

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// keySize is that of AES-256, in bytes.
const keySize = 32

// Parse reads keys: standard base64 of 32 bytes each, separated by commas or line
// breaks. The first encrypts, all decrypt, so a key is replaced by putting the new
// one in front and leaving the old one until nothing needs it. Errors name a key by
// its place and repeat nothing of it.
func Parse(text string) (*Cipher, error) {
	var keys [][]byte
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		key, err := base64.StdEncoding.Strict().DecodeString(field)
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("encryption key %d: want the standard base64 of 32 bytes", len(keys)+1)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("no encryption key: set the standard base64 of 32 random bytes")
	}
	return newCipher(keys)
}

func newCipher(keys [][]byte) (*Cipher, error) {
	c := &Cipher{current: keyID(keys[0]), keys: make(map[byte]cipher.AEAD, len(keys))}
	for i, key := range keys {
		if _, taken := c.keys[keyID(key)]; taken {
			return nil, fmt.Errorf("encryption key %d is given twice or has the id of an earlier one: draw another", i+1)
		}
		mode, err := gcm(key)
		if err != nil {
			return nil, err
		}
		c.keys[keyID(key)] = mode
	}
	return c, nil
}

// keyID tells one key from the few others that are given with it, wherever it
// stands among them.
func keyID(key []byte) byte {
	sum := sha256.Sum256(append([]byte("mmm-engine vault key id:"), key...))
	return sum[0]
}
