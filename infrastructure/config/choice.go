package config

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Environment is where the engine runs.
type Environment string

// The environments. Dev allows what must never face users.
const (
	Production Environment = "production"
	Dev        Environment = "dev"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Environment) UnmarshalText(text []byte) error {
	return choose(e, text, Production, Dev)
}

// IAMMode is how tokens are verified (downstream.md, IAM).
type IAMMode string

// The modes.
const (
	JWKS   IAMMode = "jwks"
	Remote IAMMode = "remote"
	DevKey IAMMode = "dev"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *IAMMode) UnmarshalText(text []byte) error {
	return choose(m, text, JWKS, Remote, DevKey)
}

// TenantFrom is where an identity service that is asked names the tenant.
type TenantFrom string

// The places: beside sub, or in it (tenant:user, user@tenant).
const (
	TenantClaim     TenantFrom = "claim"
	TenantSubPrefix TenantFrom = "sub_prefix"
	TenantSubSuffix TenantFrom = "sub_suffix"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *TenantFrom) UnmarshalText(text []byte) error {
	return choose(f, text, TenantClaim, TenantSubPrefix, TenantSubSuffix)
}

// ActorIDs is how logs show actor ids (observability.md, section 5).
type ActorIDs string

// The forms.
const (
	PlainActorIDs  ActorIDs = "plain"
	HashedActorIDs ActorIDs = "hashed"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *ActorIDs) UnmarshalText(text []byte) error {
	return choose(a, text, PlainActorIDs, HashedActorIDs)
}

// choose takes the text if it is one of the choices.
func choose[T ~string](into *T, text []byte, choices ...T) error {
	if !slices.Contains(choices, T(text)) {
		return fmt.Errorf("is not one of the choices; set one of: %s", listed(choices))
	}
	*into = T(text)
	return nil
}

func listed[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}

// Level is the least level of log lines that are written.
type Level slog.Level

// UnmarshalText implements encoding.TextUnmarshaler, by the names that lines bear.
func (l *Level) UnmarshalText(text []byte) error {
	switch strings.ToUpper(string(text)) {
	case "ERROR":
		*l = Level(slog.LevelError)
	case "WARNING":
		*l = Level(slog.LevelWarn)
	case "INFO":
		*l = Level(slog.LevelInfo)
	case "DEBUG":
		*l = Level(slog.LevelDebug)
	default:
		return errors.New("is not a level; set one of: ERROR, WARNING, INFO, DEBUG")
	}
	return nil
}
