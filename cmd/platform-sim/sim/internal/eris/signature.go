package eris

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
)

const signaturePrefix = "sig-ed25519:"

var errSignature = errors.New("must be sig-ed25519:{kid}:{standard base64 of 64 bytes}")

// signature is the parsed text of a receipt's signature member.
type signature struct {
	kid string
	raw []byte
}

func parseSignature(text string) (signature, error) {
	rest, prefixed := strings.CutPrefix(text, signaturePrefix)
	kid, encoded, parted := strings.Cut(rest, ":")
	if !prefixed || !parted || !validKeyID(kid) {
		return signature{}, errSignature
	}
	// The decoder skips line breaks, so a length check keeps one signature from having several spellings.
	if len(encoded) != base64.StdEncoding.EncodedLen(ed25519.SignatureSize) {
		return signature{}, errSignature
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) != ed25519.SignatureSize {
		return signature{}, errSignature
	}
	return signature{kid: kid, raw: raw}, nil
}

func validKeyID(kid string) bool {
	return kid != "" && !strings.ContainsFunc(kid, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-'
	})
}
