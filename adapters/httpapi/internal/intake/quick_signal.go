package intake

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// required are the bits of the fields that a signal must have.
const required = seen(1<<5 - 1)

func (q *quick) signal() bool {
	s, seen := &signal.Signal{}, seen(0)
	q.into.Signal = s
	ok := q.Object(func(name []byte) bool {
		switch string(name) {
		case "signal_id":
			return seen.first(0) && text(q, &s.ID, 1, signal.MaxText)
		case "source":
			return seen.first(1) && text(q, &s.Source, 1, signal.MaxText)
		case "event_type":
			return seen.first(2) && text(q, &s.EventType, 1, signal.MaxText)
		case "severity":
			return seen.first(3) && q.severity(s)
		case "occurred_at":
			return seen.first(4) && q.occurredAt(s)
		case "attributes":
			return seen.first(5) && q.attributes(s)
		}
		return false
	})
	return ok && seen&required == required
}

func (q *quick) severity(s *signal.Signal) bool {
	name, ok := q.Text()
	if !ok {
		return false
	}
	s.Severity, ok = signal.ParseSeverity(name)
	return ok
}

func (q *quick) occurredAt(s *signal.Signal) bool {
	moment, ok := q.Text()
	if !ok {
		return false
	}
	s.OccurredAt, ok = Moment(moment)
	return ok
}

func (q *quick) attributes(s *signal.Signal) bool {
	s.Attributes = map[string]any{}
	return q.Object(func(raw []byte) bool {
		name := string(raw)
		value, ok := q.Scalar()
		if !ok || len(s.Attributes) == signal.MaxAttributes {
			return false
		}
		if content, isText := value.(string); isText && longer(content, signal.MaxAttributeValue) {
			return false
		}
		_, twice := s.Attributes[name]
		s.Attributes[name] = value
		return !twice
	})
}

func isEvaluationPoint(name string) bool {
	return slices.Contains(decision.EvaluationPoints(), name)
}
