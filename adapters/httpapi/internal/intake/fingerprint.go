package intake

import (
	"crypto/sha256"
	"time"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Fingerprint answers the hash of what a decide asks for: equal requests have equal
// ones, however they were written. It wants the command as it was read, before
// anything was defaulted.
func Fingerprint(c *command.Decide) [32]byte {
	document := canonical.Object{
		{Name: "tenant_id", Value: string(c.TenantID)}, {Name: "actor_id", Value: c.ActorID},
		{Name: "actor_type", Value: string(c.ActorType)}, {Name: "surface", Value: string(c.Surface)},
		{Name: "roles", Value: c.Roles}, {Name: "repo_id", Value: c.Place.RepoID},
		{Name: "branch", Value: c.Place.Branch}, {Name: "file_path", Value: c.Place.FilePath},
		{Name: "environment", Value: c.Place.Environment}, {Name: "evaluation_point", Value: c.EvaluationPoint},
		{Name: "explain", Value: c.Explain}, {Name: "dry_run", Value: c.DryRun}, {Name: "signal", Value: nil},
	}
	if c.Signal != nil {
		document[len(document)-1].Value = signalDocument(c.Signal)
	}
	return sha256.Sum256([]byte(canonical.Marshal(document)))
}

func signalDocument(s *signal.Signal) canonical.Object {
	attributes := make(canonical.Object, 0, len(s.Attributes))
	for name, value := range s.Attributes {
		attributes = append(attributes, canonical.Member{Name: name, Value: value})
	}
	return canonical.Object{
		{Name: "signal_id", Value: s.ID}, {Name: "source", Value: s.Source}, {Name: "event_type", Value: s.EventType},
		{Name: "severity", Value: s.Severity.String()}, {Name: "attributes", Value: attributes},
		{Name: "occurred_at", Value: s.OccurredAt.UTC().Format(time.RFC3339Nano)},
	}
}
