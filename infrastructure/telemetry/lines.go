package telemetry

import (
	"context"
	"log/slog"
	"slices"
)

// lines is the slog.Handler of the contract's log lines. The contract's fields
// stand at the top of a line however a logger was derived, and once.
type lines struct {
	json    slog.Handler
	actorID func(string) string
	// scopes are what With and WithGroup added: the first is the top.
	scopes []scope
}

// scope is a group with its attributes; the top one has no name.
type scope struct {
	name  string
	attrs []slog.Attr
}

var _ slog.Handler = (*lines)(nil)

// Enabled implements slog.Handler.
func (l *lines) Enabled(ctx context.Context, level slog.Level) bool {
	return l.json.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (l *lines) WithAttrs(attrs []slog.Attr) slog.Handler {
	scopes := l.copied()
	last := &scopes[len(scopes)-1]
	last.attrs = slices.Concat(last.attrs, attrs)
	return &lines{json: l.json, actorID: l.actorID, scopes: scopes}
}

// WithGroup implements slog.Handler.
func (l *lines) WithGroup(name string) slog.Handler {
	if name == "" {
		return l
	}
	return &lines{json: l.json, actorID: l.actorID, scopes: append(l.copied(), scope{name: name})}
}

func (l *lines) copied() []scope {
	if len(l.scopes) == 0 {
		return []scope{{}}
	}
	return slices.Clone(l.scopes)
}

// Handle implements slog.Handler.
func (l *lines) Handle(ctx context.Context, record slog.Record) error {
	line := line{fields: fieldsOf(ctx)}
	for _, attr := range l.nested(record) {
		line.take(attr)
	}
	line.fields.ActorID = l.actorID(line.fields.ActorID)
	written := slog.NewRecord(record.Time, record.Level, record.Message, record.PC)
	written.AddAttrs(line.attrs()...)
	return l.json.Handle(ctx, written) //nolint:wrapcheck // a handler answers what the next one says
}

// nested answers all attributes of the line, those of groups within them.
func (l *lines) nested(record slog.Record) []slog.Attr {
	scopes := l.copied()
	last := &scopes[len(scopes)-1]
	last.attrs = slices.Clone(last.attrs)
	record.Attrs(func(attr slog.Attr) bool {
		last.attrs = append(last.attrs, attr)
		return true
	})
	for i := len(scopes) - 1; i > 0; i-- {
		group := slog.Attr{Key: scopes[i].name, Value: slog.GroupValue(scopes[i].attrs...)}
		scopes[i-1].attrs = append(slices.Clone(scopes[i-1].attrs), group)
	}
	return scopes[0].attrs
}

// line is one log line being put together.
type line struct {
	fields Fields
	failed slog.Value
	others []slog.Attr
}

// take keeps the contract's fields apart. Later ones win.
func (l *line) take(attr slog.Attr) {
	switch attr.Key {
	case "tenant_id":
		l.fields.TenantID = attr.Value.Resolve().String()
	case "actor_id":
		l.fields.ActorID = attr.Value.Resolve().String()
	case "decision_id":
		l.fields.DecisionID = attr.Value.Resolve().String()
	case "trace_id":
		l.fields.TraceID = attr.Value.Resolve().String()
	case "error", "err": // libraries that log through us say err
		l.failed = attr.Value
	case "timestamp", "level", "service", "message", slog.TimeKey, slog.MessageKey:
		attr.Key = "attr_" + attr.Key
		l.others = append(l.others, attr)
	default:
		l.others = append(l.others, attr)
	}
}

func (l *line) attrs() []slog.Attr {
	attrs := []slog.Attr{
		slog.String("tenant_id", l.fields.TenantID), slog.String("actor_id", l.fields.ActorID),
		slog.String("trace_id", l.fields.TraceID),
	}
	if l.fields.DecisionID != "" {
		attrs = append(attrs, slog.String("decision_id", l.fields.DecisionID))
	}
	if l.failed.Any() != nil {
		attrs = append(attrs, slog.Attr{Key: "error", Value: l.failed})
	}
	return append(attrs, l.others...)
}
