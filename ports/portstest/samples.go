package portstest

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Noon is the time of every sample.
func Noon() time.Time { return time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC) }

// SampleID answers the n-th of the identifiers of Noon.
func SampleID(n byte) id.UUID { return id.At(Noon(), id.Entropy{8: 7, 9: n}) }

// SampleKey is a caller's idempotency key.
func SampleKey(key string) *ports.Idempotency {
	return &ports.Idempotency{Operation: "decide", Caller: "agent", Key: key, Hash: [32]byte{1, 31: 2}}
}

// SampleSignal is a failed run, of the actor ada in the repository acme/shop.
func SampleSignal(owner tenant.ID, signalID string) signal.Signal {
	return signal.Signal{
		ID: signalID, TenantID: owner, ActorID: "ada", ActorType: actor.Human, Source: "github", EventType: "ci.failed",
		Severity: signal.High, OccurredAt: Noon().Add(-time.Minute),
		Attributes: map[string]any{"workflow": "build", "number": 17.0, "fork": false},
		Place:      signal.Place{RepoID: "acme/shop", Branch: "main", FilePath: "go.mod", Environment: "test"},
	}
}

// SampleDecision has one action for the actor ada on the IDE's surface. Its own id
// is SampleID(n), its receipt's SampleID(n+1).
func SampleDecision(owner tenant.ID, n byte, at time.Time) *decision.Decision {
	return &decision.Decision{
		ID: SampleID(n), ReceiptID: SampleID(n + 1), TenantID: owner,
		Actor:    actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{"developer"}},
		ActorRef: SampleID(200),
		Context: playbook.Context{
			Place: signal.Place{RepoID: "acme/shop", Branch: "main"}, Surface: action.IDE, EvaluationPoint: "pre-commit",
		},
		CreatedAt: at, Snapshot: policy.Own(owner, tenant.DefaultPolicy()),
		Fired: []decision.Fired{{PlaybookID: SampleID(100), Revision: 1, Version: "1.0.0"}},
		Actions: []action.Action{{
			ID: SampleID(n + 2), Type: action.Mirror, Surfaces: []action.Surface{action.IDE}, PlaybookID: SampleID(100),
			Revision: 1, Payload: action.Payload{Title: "Three runs failed", EvidenceLinks: []string{"https://ci.example/17"}},
			ExpiresAt: at.Add(time.Hour),
		}},
	}
}

// DecisionSet is the write set of a decision with its receipt and event.
func DecisionSet(decided *decision.Decision, key *ports.Idempotency) ports.WriteSet {
	eventID := decided.ID
	eventID[15] ^= 0x80
	return ports.WriteSet{
		TenantID: decided.TenantID, At: decided.CreatedAt,
		Decision: &ports.DecisionRow{Decision: decided, Idempotency: key},
		Receipts: []ports.Receipt{ports.ReceiptOf(decided.Receipt(0))},
		Events:   []event.Event{decided.Event(eventID)},
	}
}

// SamplePlaybook is a draft: a Mirror on failed runs.
func SamplePlaybook(owner tenant.ID, n byte) playbook.Playbook {
	return playbook.New(SampleID(n), owner, playbook.Definition{
		Name: "failed-runs", Version: "1.0.0",
		Triggers: []playbook.Trigger{{EventTypes: []string{"ci.failed"}}},
		Actions:  []playbook.Action{{Type: action.Mirror, Surfaces: []action.Surface{action.IDE}, Title: "A run failed"}},
	}, Noon())
}

// PlaybookSet is the write set that stores the playbook with its latest revision.
func PlaybookSet(p playbook.Playbook, inForceChanged bool) ports.WriteSet {
	return ports.WriteSet{
		TenantID: p.TenantID, At: p.UpdatedAt,
		Playbook: &ports.PlaybookChange{Playbook: p, Revision: &p.Latest, InForceChanged: inForceChanged},
	}
}

// SampleExperiment answers a draft of the tenant, about one playbook.
func SampleExperiment(owner tenant.ID, n byte) experiment.Experiment {
	return experiment.New(SampleID(n), owner, experiment.Definition{
		Name: "shorter words", Playbooks: []playbook.Key{SampleID(100)},
		Scope: experiment.Scope{Repositories: []string{"acme/*"}},
		Variants: []experiment.Variant{
			{Name: "control", Weight: 5000, Control: true},
			{Name: "short", Weight: 5000, Texts: []experiment.Text{{PlaybookID: SampleID(100), Revision: 1, Title: "t"}}},
		},
	}, Noon())
}

// ExperimentSet stores the next state of an experiment; checked is the catalogue's version
// that an activation was checked against, none for any other change.
func ExperimentSet(e experiment.Experiment, inForceChanged bool, checked ...int64) ports.WriteSet {
	change := &ports.ExperimentChange{Experiment: e, InForceChanged: inForceChanged}
	if len(checked) > 0 {
		change.Catalogue = &checked[0]
	}
	return ports.WriteSet{TenantID: e.TenantID, At: e.UpdatedAt, Experiment: change}
}

// SamplePreferences are an actor's at the revision: something of everything.
func SamplePreferences(revision int64) preference.Preferences {
	return preference.Preferences{
		Revision: revision, OptOutCategories: []action.Type{action.Mentor}, SnoozeUntil: Noon().Add(time.Hour + 1),
		PreferredSurfaces: []action.Surface{action.IDE, action.CI},
	}
}

// PreferencesSet is the write set that stores what an actor wants.
func PreferencesSet(owner tenant.ID, actorID string, wanted preference.Preferences) ports.WriteSet {
	return ports.WriteSet{
		TenantID: owner, At: Noon(), Preferences: &ports.PreferencesChange{ActorID: actorID, Preferences: wanted},
	}
}

// signalSet is the write set that accepts signals.
func signalSet(at time.Time, signals ...signal.Signal) ports.WriteSet {
	return ports.WriteSet{TenantID: signals[0].TenantID, At: at, Signals: signals}
}
