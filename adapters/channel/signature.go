package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// Secret signs messages (Standard Webhooks, symmetric).
type Secret []byte

// The form of a secret as text: the prefix and 24 to 64 bytes in base64.
const (
	secretPrefix = "whsec_"
	leastSecret  = 24
	mostSecret   = 64
)

// ParseSecrets reads the setting DELIVERY_SIGNING_SECRET: secrets separated by commas
// or line breaks. Errors name a secret by its place and repeat nothing of it.
func ParseSecrets(text string) ([]Secret, error) {
	var secrets []Secret
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		encoded, prefixed := strings.CutPrefix(field, secretPrefix)
		key, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if !prefixed || err != nil || len(key) < leastSecret || len(key) > mostSecret {
			return nil, fmt.Errorf("delivery secret %d: want whsec_ and 24 to 64 bytes in base64", len(secrets)+1)
		}
		secrets = append(secrets, key)
	}
	return secrets, nil
}

// signatures answers one signature a secret, separated by blanks.
func signatures(secrets []Secret, id, sentAt string, body []byte) string {
	made := make([]string, len(secrets))
	for i, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(id + "." + sentAt + "."))
		mac.Write(body)
		made[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(made, " ")
}
