package observed

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// line is what the one log line of a call tells.
type line struct {
	call application.Call
	note *note
	took time.Duration
	err  error
	// repeated is set when the failure is one of an outage that was told already.
	repeated bool
}

// level answers how loud the line is (observability.md, section 5).
func (l *line) level() slog.Level {
	switch {
	case l.repeated:
		return slog.LevelDebug
	case l.policyAway():
		return slog.LevelWarn
	case l.err != nil && ours(l.err):
		return slog.LevelError
	case len(l.note.warnings) > 0:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// message is what observability.md calls it, where it has a name for it.
func (l *line) message() string {
	switch {
	case l.policyAway():
		return "policy unavailable"
	case l.err == nil && l.note.decisionID != "":
		return "decision created"
	}
	return "use case"
}

// decisionID answers the decision that was made, or else the one that the use case is
// about; empty for none.
func (l *line) decisionID() string {
	if l.note.decisionID != "" {
		return l.note.decisionID
	}
	if named := aboutWhich(l.call.Use); !named.IsZero() {
		return named.String()
	}
	return ""
}

// about is whose the call is, and which decision it is about.
func (l *line) about() []slog.Attr {
	owner, actorID := whose(l.call.Use)
	attrs := []slog.Attr{slog.String("tenant_id", string(owner)), slog.String("actor_id", actorID)}
	if made := l.decisionID(); made != "" {
		attrs = append(attrs, slog.String("decision_id", made))
	}
	return attrs
}

// attrs never hold what the use case carries, only whose it is and how it went.
func (l *line) attrs() []slog.Attr {
	attrs := append(l.about(),
		slog.String("use_case", l.call.Name), slog.String("outcome", outcome(l.err)),
		slog.Float64("duration_ms", float64(l.took)/float64(time.Millisecond)))
	if len(l.note.warnings) > 0 {
		attrs = append(attrs, slog.String("warnings", strings.Join(l.note.warnings, ",")))
	}
	if l.err != nil {
		attrs = append(attrs, slog.Any("error", l.err))
	}
	return attrs
}

// away names what was away, for the log of outages.
func (l *line) away() string {
	if l.policyAway() {
		return policyOutage
	}
	return l.call.Name
}

// policyOutage is an outage of its own, so that one of the database meanwhile is told, too.
const policyOutage = "policy"

// policyAway reports whether nothing could be decided for want of a ruling.
func (l *line) policyAway() bool {
	refused, ok := errors.AsType[*fault.Error](l.err)
	return ok && refused.Code == fault.PolicyUnavailable
}

// outage reports whether something that the use case needs was away. A caller who
// hung up is none.
func (l *line) outage() bool {
	return fault.Is(l.err, fault.Unavailable) && !errors.Is(l.err, context.Canceled)
}

// ours reports whether a failure is the engine's or its dependencies', not the caller's.
func ours(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	return fault.Of(err) == fault.Internal || fault.Is(err, fault.Unavailable)
}
