package config

import (
	"encoding/base64"
	"errors"
	"strings"
)

// AlertingFormat is how the alerting service wants its messages (downstream.md, Delivery).
type AlertingFormat string

// The formats.
const (
	Notifications AlertingFormat = "notifications"
	Alerts        AlertingFormat = "alerts"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *AlertingFormat) UnmarshalText(text []byte) error {
	return choose(f, text, Notifications, Alerts)
}

// DeliverySecrets sign what is delivered (Standard Webhooks), as one secret text:
// whsec_ and base64, several separated by commas or line breaks. Each signs.
type DeliverySecrets struct{ Secret }

var errDeliverySecrets = errors.New(
	"is not a webhook secret; set whsec_ and 24 to 64 bytes in base64, several separated by commas")

// UnmarshalText implements encoding.TextUnmarshaler. It only checks the form; who
// signs reads the secrets.
func (s *DeliverySecrets) UnmarshalText(text []byte) error {
	fields := strings.FieldsFunc(string(text), func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
	for _, field := range fields {
		encoded, prefixed := strings.CutPrefix(field, secretPrefix)
		key, err := base64.StdEncoding.Strict().DecodeString(encoded)
		const least, most = 24, 64
		if !prefixed || err != nil || len(key) < least || len(key) > most {
			return errDeliverySecrets
		}
	}
	if len(fields) == 0 {
		return errDeliverySecrets
	}
	s.Secret = NewSecret(string(text))
	return nil
}

const secretPrefix = "whsec_"

// Delivers reports whether a channel is configured.
func (c *Config) Delivers() bool {
	return c.EdgeAgentURL != "" || c.CIWorkflowURL != "" || c.AlertingURL != ""
}

// completeDelivery makes up a missing secret in dev, and says so. Without a channel
// nothing is signed and none is needed.
func (c *Config) completeDelivery(found problems) {
	if !c.Delivers() || !c.lacks("DELIVERY_SIGNING_SECRET", c.DeliverySecrets.Secret, found,
		"is missing; set the secret that signs deliveries (whsec_ and base64), or DELIVERY_SIGNING_SECRET_FILE") {
		return
	}
	c.DeliverySecrets = DeliverySecrets{NewSecret(secretPrefix + madeUp())}
	c.Notices = append(c.Notices,
		"DELIVERY_SIGNING_SECRET is not set: a secret was made up for this run, and no receiver can verify what it signs")
}
