package github

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/mmm-engine/mmm-engine/ports"
)

const signaturePrefix = "sha256="

// Verify reports whether the signature is "sha256=" and the HMAC-SHA256 of the
// body in hexadecimal digits of either case. The older "sha1=" is not accepted.
func (Source) Verify(secret []byte, delivery ports.Delivery) bool {
	claimed, ok := parseSignature(delivery.Signature)
	if !ok || len(secret) == 0 {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(delivery.Body)
	return hmac.Equal(claimed, mac.Sum(nil))
}

func parseSignature(header string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || len(digits) != hex.EncodedLen(sha256.Size) {
		return nil, false
	}
	claimed, err := hex.DecodeString(digits)
	return claimed, err == nil
}
