package config

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// ServiceURL is the base address of another service, without a slash at its end.
// Empty means that the integration is disabled (downstream.md).
type ServiceURL string

var errServiceURL = errors.New(
	"is not a base URL; set one such as https://eris.example.org, without user, query or fragment")

// UnmarshalText implements encoding.TextUnmarshaler.
func (u *ServiceURL) UnmarshalText(text []byte) error {
	if !plainURL(string(text)) {
		return errServiceURL
	}
	*u = ServiceURL(strings.TrimRight(string(text), "/"))
	return nil
}

// Issuer is a URL that tokens repeat to the letter, so nothing is taken from its end.
type Issuer string

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *Issuer) UnmarshalText(text []byte) error {
	if !plainURL(string(text)) {
		return errServiceURL
	}
	*i = Issuer(text)
	return nil
}

// plainURL reports whether the text is an http or https URL that holds no secret.
func plainURL(text string) bool {
	parsed, err := url.Parse(text)
	return err == nil && parsed.Host != "" && (parsed.Scheme == "http" || parsed.Scheme == "https") &&
		parsed.User == nil && parsed.RawQuery == "" && parsed.Fragment == ""
}

// DatabaseURL names a PostgreSQL database, a role and its password; it is shown
// like any secret.
type DatabaseURL struct{ Secret }

var errDatabaseURL = errors.New("is not a PostgreSQL URL; set one such as postgres://role:password@host:5432/database")

// UnmarshalText implements encoding.TextUnmarshaler. The host may be missing: a
// unix socket stands in the query.
func (u *DatabaseURL) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(string(text))
	if err != nil || (parsed.Scheme != "postgres" && parsed.Scheme != "postgresql") ||
		strings.Trim(parsed.Path, "/") == "" {
		return errDatabaseURL
	}
	u.Secret = NewSecret(string(text))
	return nil
}

// RedisURL names a Redis server, its password and database; it is shown like any secret.
type RedisURL struct{ Secret }

var errRedisURL = errors.New("is not a Redis URL; set one such as redis://:password@host:6379/0, or rediss:// for TLS")

// UnmarshalText implements encoding.TextUnmarshaler.
func (u *RedisURL) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(string(text))
	if err != nil || (parsed.Scheme != "redis" && parsed.Scheme != "rediss") || parsed.Hostname() == "" ||
		parsed.RawQuery != "" || parsed.Fragment != "" {
		return errRedisURL
	}
	if number := strings.Trim(parsed.Path, "/"); number != "" {
		if _, err := strconv.ParseUint(number, 10, 16); err != nil {
			return errRedisURL
		}
	}
	u.Secret = NewSecret(string(text))
	return nil
}

// Address is where to listen, as host:port; the host may be empty.
type Address string

var errAddress = errors.New("is not an address; set host:port or :port, such as 127.0.0.1:8005")

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Address) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return errAddress
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errAddress
	}
	*a = Address(text)
	return nil
}
