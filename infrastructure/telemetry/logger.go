// Package telemetry makes the logger, the metrics registry and the tracer provider
// (observability.md, sections 1, 4 and 5). Each is a value to be handed on: nothing
// here is global.
package telemetry

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
)

const serviceName = "mmm-engine"

// timeLayout is ISO 8601 in UTC, to the millisecond.
const timeLayout = "2006-01-02T15:04:05.000Z"

// LoggerOption changes how a logger writes.
type LoggerOption func(*lines)

// HashActorIDs writes a keyed hash in place of every actor id
// (LOG_ACTOR_IDS=hashed): lines of one actor can still be told to belong together.
// The secret may serve other purposes too; it is never written.
func HashActorIDs(secret []byte) LoggerOption {
	derived := keyedHash(secret, "mmm-engine actor ids in logs")
	return func(l *lines) {
		l.actorID = func(id string) string {
			if id == "" {
				return ""
			}
			return "hashed:" + hex.EncodeToString(keyedHash(derived, id)[:16])
		}
	}
}

// NewLogger writes one JSON object a line, with the fields of observability.md,
// section 5: timestamp, level, service, tenant_id, actor_id, trace_id and message
// always, decision_id and error when there is one. They come from the line's own
// attributes, else from the logger's, else from the context (With, and its span).
func NewLogger(w io.Writer, level slog.Level, options ...LoggerOption) *slog.Logger {
	json := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: contractNames})
	handler := &lines{
		json:    json.WithAttrs([]slog.Attr{slog.String("service", serviceName)}),
		actorID: func(id string) string { return id },
	}
	for _, option := range options {
		option(handler)
	}
	return slog.New(handler)
}

// contractNames gives slog's own fields the names and forms of the contract.
func contractNames(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch attr.Key {
	case slog.TimeKey:
		if attr.Value.Kind() == slog.KindTime {
			return slog.String("timestamp", attr.Value.Time().UTC().Format(timeLayout))
		}
	case slog.LevelKey:
		if level, ok := attr.Value.Any().(slog.Level); ok {
			return slog.String("level", levelName(level))
		}
	case slog.MessageKey:
		attr.Key = "message"
	}
	return attr
}

func levelName(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return "ERROR"
	case level >= slog.LevelWarn:
		return "WARNING"
	case level >= slog.LevelInfo:
		return "INFO"
	}
	return "DEBUG"
}

func keyedHash(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
