package celrules

import (
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// signalRecord is the signal being decided. Without one its texts are empty
// (severity too), occurred_at is the year 1, and there are no attributes.
func signalRecord() *record[signal.Signal] {
	return newRecord("signal",
		text("signal_id", signal.MaxText, func(s *signal.Signal) string { return s.ID }),
		text("source", signal.MaxText, func(s *signal.Signal) string { return s.Source }),
		text("event_type", signal.MaxText, func(s *signal.Signal) string { return s.EventType }),
		severity(func(s *signal.Signal) signal.Severity { return s.Severity }),
		moment("occurred_at", func(s *signal.Signal) time.Time { return s.OccurredAt }),
		text("repo_id", signal.MaxText, func(s *signal.Signal) string { return s.Place.RepoID }),
		text("branch", signal.MaxText, func(s *signal.Signal) string { return s.Place.Branch }),
		text("file_path", signal.MaxFilePath, func(s *signal.Signal) string { return s.Place.FilePath }),
		text("environment", signal.MaxText, func(s *signal.Signal) string { return s.Place.Environment }),
		text("actor_id", actor.MaxIDLength, func(s *signal.Signal) string { return s.ActorID }),
		text("actor_type", signal.MaxText, func(s *signal.Signal) string { return string(s.ActorType) }),
		field[signal.Signal]{
			name: "attributes", kind: cel.MapType(cel.StringType, cel.DynType), limit: signal.MaxAttributes,
			read: func(s *signal.Signal) any { return s.Attributes },
		},
	)
}

func actorRecord() *record[actor.Actor] {
	return newRecord("actor",
		text("id", actor.MaxIDLength, func(a *actor.Actor) string { return a.ID }),
		text("type", signal.MaxText, func(a *actor.Actor) string { return string(a.Type) }),
		field[actor.Actor]{
			name: "roles", kind: cel.ListType(cel.StringType), limit: maxRoles,
			read: func(a *actor.Actor) any { return types.NewStringList(types.DefaultTypeAdapter, a.Roles) },
		},
	)
}

func contextRecord() *record[playbook.Context] {
	return newRecord("context",
		text("repo_id", signal.MaxText, func(c *playbook.Context) string { return c.Place.RepoID }),
		text("branch", signal.MaxText, func(c *playbook.Context) string { return c.Place.Branch }),
		text("file_path", signal.MaxFilePath, func(c *playbook.Context) string { return c.Place.FilePath }),
		text("environment", signal.MaxText, func(c *playbook.Context) string { return c.Place.Environment }),
		text("surface", signal.MaxText, func(c *playbook.Context) string { return string(c.Surface) }),
		text("evaluation_point", signal.MaxText, func(c *playbook.Context) string { return c.EvaluationPoint }),
	)
}

func recentRecord() *record[signal.Recent] {
	return newRecord("recent",
		text("signal_id", signal.MaxText, func(s *signal.Recent) string { return s.ID }),
		text("source", signal.MaxText, func(s *signal.Recent) string { return s.Source }),
		text("event_type", signal.MaxText, func(s *signal.Recent) string { return s.EventType }),
		severity(func(s *signal.Recent) signal.Severity { return s.Severity }),
		moment("occurred_at", func(s *signal.Recent) time.Time { return s.OccurredAt }),
		text("repo_id", signal.MaxText, func(s *signal.Recent) string { return s.Place.RepoID }),
		text("branch", signal.MaxText, func(s *signal.Recent) string { return s.Place.Branch }),
		text("file_path", signal.MaxFilePath, func(s *signal.Recent) string { return s.Place.FilePath }),
		text("environment", signal.MaxText, func(s *signal.Recent) string { return s.Place.Environment }),
	)
}

func behaviourRecord() *record[playbook.Behaviour] {
	return newRecord("behaviour",
		text("dimension", signal.MaxText, func(b *playbook.Behaviour) string { return b.Dimension }),
		text("signal_type", signal.MaxText, func(b *playbook.Behaviour) string { return b.SignalType }),
		field[playbook.Behaviour]{
			name: "score", kind: cel.DoubleType, read: func(b *playbook.Behaviour) any { return types.Double(b.Score) },
		},
		severity(func(b *playbook.Behaviour) signal.Severity { return b.Severity }),
		moment("created_at", func(b *playbook.Behaviour) time.Time { return b.CreatedAt }),
	)
}
