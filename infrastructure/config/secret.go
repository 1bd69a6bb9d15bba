package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

const redacted = "***"

// Secret is a setting that is never shown: however it is printed, logged or
// encoded, it reads ***. Only Reveal tells it.
type Secret struct {
	// text is behind a pointer so that printing a structure that hides the secret in
	// a field of its own shows an address at most.
	text *string
}

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal answers the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether nothing was set.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// Format implements fmt.Formatter, for every verb.
func (Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements encoding.TextMarshaler, which JSON uses too.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// Key is a secret of 32 bytes, written in base64.
type Key struct{ Secret }

const keyLength = 32

var errKey = errors.New("is not 32 bytes in base64; make one with: openssl rand -base64 32")

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Key) UnmarshalText(text []byte) error {
	bytes, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil || len(bytes) != keyLength {
		return errKey
	}
	k.Secret = NewSecret(string(text))
	return nil
}

// Bytes answers the 32 bytes; nil when nothing was set.
func (k Key) Bytes() []byte {
	if k.Empty() {
		return nil
	}
	// UnmarshalText let nothing else in.
	bytes, _ := base64.StdEncoding.DecodeString(k.Reveal())
	return bytes
}
