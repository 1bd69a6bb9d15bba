package intake

import (
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Decide reads what can be understood of a body, as a command without its caller.
// Nothing is defaulted.
func Decide(tree any) command.Decide {
	f := fieldsOf(tree)
	where := f.object("context")
	return command.Decide{
		TenantID: tenant.ID(f.text("tenant_id")), ActorID: f.text("actor_id"),
		ActorType: actor.Type(f.text("actor_type")), Surface: action.Surface(f.text("surface")),
		Place: placeOf(where), EvaluationPoint: where.text("evaluation_point"), Roles: where.texts("roles"),
		Signal: decideSignal(f), Explain: f.flag("explain"), DryRun: f.flag("dry_run"),
	}
}

func decideSignal(f fields) *signal.Signal {
	s, ok := f["signal"].(map[string]any)
	if !ok {
		return nil
	}
	read := signalOf(s)
	return &read
}

func placeOf(f fields) signal.Place {
	return signal.Place{
		RepoID: f.text("repo_id"), Branch: f.text("branch"),
		FilePath: f.text("file_path"), Environment: f.text("environment"),
	}
}

func signalOf(f fields) signal.Signal {
	severity, _ := signal.ParseSeverity(f.text("severity"))
	return signal.Signal{
		ID: f.text("signal_id"), Source: f.text("source"), EventType: f.text("event_type"),
		Severity: severity, OccurredAt: f.moment("occurred_at"), Attributes: f.object("attributes"),
	}
}

// DecideProblems answers what the domain refuses in a request whose shape is good.
func DecideProblems(c *command.Decide, now time.Time) []fault.Problem {
	problems := signal.TextProblems("tenant_id", string(c.TenantID), signal.MaxText)
	problems = append(problems, signal.TextProblems("actor_id", c.ActorID, actor.MaxIDLength)...)
	problems = append(problems, c.Place.Problems("context.")...)
	for i, role := range c.Roles {
		problems = append(problems, signal.TextProblems(scan.Item("context.roles", i), role, signal.MaxText)...)
	}
	if c.Signal == nil {
		return problems
	}
	return append(problems, SignalProblems(c.Signal, "signal.", now)...)
}

// SignalProblems answers what the domain refuses in a signal and its place.
func SignalProblems(s *signal.Signal, prefix string, now time.Time) []fault.Problem {
	problems := s.Problems(prefix, now)
	for name := range s.Attributes {
		if credential.In(name) {
			return append(problems, fault.Problem{Path: prefix + "attributes", Message: "has a name that " + credential.Refusal})
		}
	}
	return problems
}
