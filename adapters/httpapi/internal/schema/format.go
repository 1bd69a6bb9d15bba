package schema

import (
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// form says what a text of the format looks like.
func form(format string) string {
	if format == "uuid" {
		return "a UUID, such as 018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c"
	}
	return "an RFC 3339 time, such as 2026-01-31T12:00:00Z"
}

// moment is the format of RFC 3339 times.
type moment struct{}

// Validate implements openapi3.StringFormatValidator.
func (moment) Validate(text string) error {
	var at time.Time
	if err := at.UnmarshalText([]byte(text)); err != nil {
		return fmt.Errorf("read a time: %w", err)
	}
	return nil
}

// key is the format of ids.
type key struct{}

// Validate implements openapi3.StringFormatValidator.
func (key) Validate(text string) error {
	if _, err := id.Parse(text); err != nil {
		return fmt.Errorf("read an id: %w", err)
	}
	return nil
}
