package config

import (
	"cmp"
	"errors"
	"net/url"
	"strings"
)

// completeCollector lets our own variable win over OpenTelemetry's.
func (c *Config) completeCollector() {
	c.CollectorURL = cmp.Or(c.CollectorURL, c.StandardTracesURL, c.StandardCollectorURL)
}

// CollectorURL is the base address of a collector of traces (OTLP over gRPC): http
// is plaintext, https is TLS. Empty means that traces go nowhere.
type CollectorURL string

var errCollectorURL = errors.New(
	"is not the URL of a collector; set one such as http://otel-collector:4317, or https:// for TLS, without user or query")

// UnmarshalText implements encoding.TextUnmarshaler.
func (u *CollectorURL) UnmarshalText(text []byte) error {
	if !plainURL(string(text)) {
		return errCollectorURL
	}
	*u = CollectorURL(text)
	return nil
}

// CollectorHeaders are sent with every batch of traces, name=value, separated by
// commas; they may be secrets. The library that sends them reads them for itself. Here
// they are checked: it would tell a wrong one, value and all, on standard error.
type CollectorHeaders struct{ Secret }

var errCollectorHeaders = errors.New(
	"are not headers; set name=value, separated by commas, with values encoded as in a URL")

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *CollectorHeaders) UnmarshalText(text []byte) error {
	for pair := range strings.SplitSeq(string(text), ",") {
		name, value, found := strings.Cut(pair, "=")
		if _, err := url.PathUnescape(value); err != nil || !found || !headerName(strings.TrimSpace(name)) {
			return errCollectorHeaders
		}
	}
	h.Secret = NewSecret(string(text))
	return nil
}

// headerName reports whether a text is a token of RFC 9110, section 5.6.2.
func headerName(text string) bool {
	const others = "!#$%&'*+-.^_`|~"
	outside := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
	}
	return text != "" && !strings.ContainsFunc(text, outside)
}
