package httpapi_test

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// key answers an id that ends in the number.
func key(n byte) id.UUID { return id.UUID{0: 1, 6: 0x70, 8: 0x80, 15: n} }

// always makes a use case that answers the result.
func always[U application.Use, R any](result R) application.UseCase[U, R] {
	return application.Chain("test", func(context.Context, U) (R, error) { return result, nil })
}

// failing makes a use case that fails.
func failing[U application.Use, R any](err error) application.UseCase[U, R] {
	return application.Chain("test", func(context.Context, U) (R, error) {
		var none R
		return none, err
	})
}

// recorded makes a use case that keeps what it was asked.
func recorded[U application.Use, R any](into *U, result R) application.UseCase[U, R] {
	return application.Chain("test", func(_ context.Context, use U) (R, error) {
		*into = use
		return result, nil
	})
}

func fixture() *application.Application {
	tried := command.ExperimentChanged{Experiment: someExperiment(), Committed: command.Committed{Token: "t1"}}
	changed := command.PlaybookChanged{Playbook: somePlaybook(), Committed: command.Committed{Token: "t1"}}
	return &application.Application{
		Commands: application.Commands{
			Decide:            always[command.Decide](command.Decided{Decision: someDecision(), Token: "t1"}),
			AcceptSignals:     application.Chain("test", acceptAll),
			ReceiveDelivery:   always[command.ReceiveDelivery](command.DeliveryReceived{SignalID: "s1"}),
			SetGitHubSecret:   always[command.SetGitHubSecret](command.GitHubSecretSet{Committed: command.Committed{Token: "t1"}}),
			RecordOutcome:     always[command.RecordOutcome](command.OutcomeRecorded{Outcome: someOutcome(), Committed: command.Committed{Token: "t1"}}),
			GiveFeedback:      always[command.GiveFeedback](command.FeedbackGiven{Feedback: someFeedback(), Committed: command.Committed{Token: "t1"}}),
			CreatePlaybook:    always[command.CreatePlaybook](changed),
			ReplacePlaybook:   always[command.ReplacePlaybook](changed),
			PublishPlaybook:   always[command.PublishPlaybook](changed),
			PausePlaybook:     always[command.PausePlaybook](changed),
			ResumePlaybook:    always[command.ResumePlaybook](changed),
			DeprecatePlaybook: always[command.DeprecatePlaybook](changed),
			ValidatePlaybook:  application.Chain("test", validateShape),
			ReplacePolicy:     always[command.ReplacePolicy](command.PolicyReplaced{Policy: somePolicy(), Committed: command.Committed{Token: "t1"}}),
			InvalidatePolicy:  always[command.InvalidatePolicy](command.PolicyInvalidated{Committed: command.Committed{Token: "t1"}}),
			RedriveReceipts:   always[command.RedriveReceipts](command.ReceiptsRedriven{Requeued: 3, Committed: command.Committed{Token: "t1"}}),
			SetPreferences:    always[command.SetPreferences](command.PreferencesChanged{Preferences: somePreferences(), Committed: command.Committed{Token: "t1"}}),
			SnoozeActor:       always[command.SnoozeActor](command.PreferencesChanged{Preferences: somePreferences(), Committed: command.Committed{Token: "t1"}}),
			DecideApproval:    always[command.DecideApproval](command.ApprovalDecided{Approval: someApproval(), Committed: command.Committed{Token: "t1"}}),
			EraseActor:        always[command.EraseActor](command.ErasureAccepted{ErasureID: key(8), Committed: command.Committed{Token: "t1"}}),

			CreateExperiment:     always[command.CreateExperiment](tried),
			ReplaceExperiment:    always[command.ReplaceExperiment](tried),
			ActivateExperiment:   always[command.ActivateExperiment](tried),
			DeactivateExperiment: always[command.DeactivateExperiment](tried),
		},
		Queries: application.Queries{
			GetDecision: always[query.GetDecision](ports.DecisionView{Decision: someDecision(), Receipt: receipt.SealedState}),
			GetDecisionReceipt: always[query.GetDecisionReceipt](ports.ReceiptView{
				ID: key(9), State: receipt.Emitted, Document: `{"a":"<&>","b":[1,2]}`,
			}),
			GetReceipt: always[query.GetReceipt](ports.ReceiptView{ID: key(9), State: receipt.Pending, Document: `{"a":"<&>"}`}),
			ListReceipts: always[query.ListReceipts](query.ReceiptPage{
				Items: []ports.ReceiptEntry{someReceipt(), {ReceiptPlace: ports.ReceiptPlace{ID: key(9)}, State: receipt.Pending}}, More: true,
			}),
			GetPolicy: always[query.GetPolicy](tenant.DefaultPolicy()),
			ListAudit: always[query.ListAudit](query.AuditPage{
				Items: []ports.AuditRecord{someEntry(), {AuditPlace: ports.AuditPlace{At: now(), EntryID: 6}}}, More: true,
			}),
			GetPlaybook:   always[query.GetPlaybook](somePlaybook()),
			ListPlaybooks: always[query.ListPlaybooks](query.PlaybookPage{Items: []playbook.Playbook{somePlaybook()}, More: true}),
			ListRevisions: always[query.ListRevisions](query.RevisionPage{Items: []playbook.Revision{somePlaybook().Latest}, More: true}),
			ListActions:   always[query.ListActions](query.ActionPage{Items: []ports.PushedAction{somePushed()}, More: true}),
			StreamActions: application.Chain("test", newFeed().actions.Stream),

			ListDecisions: always[query.ListDecisions](ports.DecisionPage{
				Items: []ports.DecisionView{{Decision: someDecision(), Receipt: receipt.SealedState}}, Next: key(2),
			}),
			ExplainDecision:  application.Chain("test", explain),
			GetReceiptChain:  always[query.GetReceiptChain](ports.ChainView{}),
			GetMetrics:       always[query.GetMetrics](someMetrics()),
			GetTimeseries:    always[query.GetTimeseries](someSeries()),
			GetEffectiveness: always[query.GetEffectiveness](someEffects()),

			GetErasure:      always[query.GetErasure](someErasure()),
			GetPreferences:  always[query.GetPreferences](preference.Preferences{}),
			GetExperiment:   always[query.GetExperiment](someExperiment()),
			ListExperiments: always[query.ListExperiments](query.ExperimentPage{Items: []experiment.Experiment{someExperiment()}, More: true}),
			GetApproval:     always[query.GetApproval](approval.Status{Approval: approval.Approval{DecidedAt: now()}, State: approval.Pending}),

			GetExperimentResults: always[query.GetExperimentResults](someResults()),
		},
	}
}

func acceptAll(_ context.Context, c command.AcceptSignals) (command.SignalsAccepted, error) {
	return command.SignalsAccepted{Accepted: len(c.Signals), Committed: command.Committed{Token: "t1"}}, nil
}

func validateShape(_ context.Context, c command.ValidatePlaybook) (command.PlaybookValidated, error) {
	return command.PlaybookValidated{Problems: c.Definition.Problems()}, nil
}

func explain(context.Context, query.ExplainDecision) (query.Explanation, error) {
	d := someDecision()
	return query.Explanation{Decision: d, Account: d.Account()}, nil
}

func someErasure() erasure.Erasure {
	e := erasure.New(key(8), key(7), "acme", "kim", "kim left", now())
	e.Removed = erasure.Removed{erasure.Decisions: 4, erasure.Windows: 1}
	return e.End(erasure.Completed, now().Add(time.Minute))
}

func someMetrics() query.TenantMetrics {
	return query.TenantMetrics{Start: stats.Day(now()), End: stats.Day(now()), Totals: stats.Sum([]stats.Cell{
		{Count: 9, Group: stats.Group{Measure: stats.Decisions}},
		{Count: 2, Group: stats.Group{Measure: stats.Actions, ActionType: action.Mentor}},
		{Count: 1, Group: stats.Group{Measure: stats.Outcomes, Result: outcome.Failed}},
	})}
}

func someSeries() query.Timeseries {
	return query.Timeseries{
		Metric: stats.Outcomes, Bucket: stats.ByDay, Range: stats.Range{From: stats.Day(now()), To: stats.Day(now()).AddDate(0, 0, 1)},
		Points: []stats.Point{{Start: stats.Day(now()), Group: "shown", Count: 4}}, Hidden: 2,
	}
}

func someEffects() query.PlaybookEffectiveness {
	effects := stats.Effects{Shown: 4, Accepted: 1}
	return query.PlaybookEffectiveness{
		Bucket: stats.ByDay, Range: someSeries().Range, Effectiveness: stats.Effectiveness{
			Totals: &effects, Points: []stats.EffectPoint{{Start: stats.Day(now()), Effects: effects}}, Hidden: 3,
		},
	}
}

// someResults have a control, a variant like it, one that is hidden, and a holdout.
func someResults() query.ExperimentResults {
	definition := experiment.Definition{Variants: []experiment.Variant{
		{Name: "control", Weight: 5000, Control: true}, {Name: "short", Weight: 4000}, {Name: "rare"},
		{Name: "silent", Weight: 1000, Holdout: true},
	}}
	return query.ExperimentResults{
		Key: key(1), Status: experiment.Active, Results: results.Of(definition, []results.Tally{
			{Variant: "control", Exposures: 60, Actors: 50, Dismissed: 7}, {Variant: "short", Exposures: 60, Actors: 40},
			{Variant: "rare", Exposures: 77, Accepted: 76, Dismissed: 75, Actors: 4}, {Variant: "silent", Exposures: 1, Actors: 10},
		}),
	}
}

// somePreferences have everything that an answer can show.
func somePreferences() preference.Preferences {
	return preference.Preferences{
		Revision: 6, OptOutCategories: []action.Type{action.Mentor, action.Mirror}, SnoozeUntil: now().Add(time.Hour),
		PreferredSurfaces: []action.Surface{action.CI},
	}
}

// someReceipt has everything that an entry can show.
func someReceipt() ports.ReceiptEntry {
	return ports.ReceiptEntry{
		ReceiptPlace: ports.ReceiptPlace{ID: key(8), Sequence: 7, Fed: event.Position{Transaction: 12, Number: 3}},
		State:        receipt.SealedState, CreatedAt: now(), Parent: key(9), PrevHash: "sha256:0", Hash: "sha256:1", KID: "k1", SealedAt: now(),
		Refusal: &receipt.Refusal{Reason: "answered 422", At: now(), RequeuedAt: now()},
	}
}

// someEntry has everything that an audit entry can show.
func someEntry() ports.AuditRecord {
	return ports.AuditRecord{
		AuditPlace: ports.AuditPlace{At: now().Add(time.Millisecond), EntryID: 7}, AdminID: "ada", Action: "a.update", Resource: "a/1",
		Before: `{"n":"<1>"}`, After: `{"n":2}`, TraceID: "abc",
	}
}

// somePolicy is like the default one in nothing.
func somePolicy() tenant.Policy { return *portstest.SamplePolicy(7) }

func somePlaybook() playbook.Playbook {
	return playbook.New(key(1), "acme", playbook.Definition{
		Name: "n", Version: "1", Triggers: []playbook.Trigger{{}},
		Actions: []playbook.Action{{Type: action.Mirror, Surfaces: []action.Surface{action.IDE}, Title: "t"}},
	}, now())
}

// someExperiment has everything that an answer can show.
func someExperiment() experiment.Experiment { return portstest.SampleExperiment("acme", 1) }

func someOutcome() outcome.Outcome {
	return outcome.Outcome{
		ID: key(11), ReceiptID: key(12), TenantID: "acme", DecisionID: key(2), ActionID: key(3), ActorID: "ada",
		Result: outcome.Dismissed, Reason: "not useful", OccurredAt: now().Add(-time.Second), RecordedAt: now(),
	}
}

// someApproval has everything that an answer can show.
func someApproval() approval.Status {
	return approval.Status{State: approval.FullyApproved, Approval: approval.Approval{
		TenantID: "acme", DecisionID: key(2), ActionID: key(3), ActorID: "ada", DecidedAt: now().Add(-time.Hour),
		Steps: approval.Steps{
			{ReceiptID: key(12), By: "ada", Verdict: approval.Approve, At: now().Add(-time.Minute)},
			{ReceiptID: key(13), By: "lee", Verdict: approval.Approve, Reason: "seen <it>", At: now()},
		},
	}}
}

func someFeedback() feedback.Feedback {
	return feedback.Feedback{
		TenantID: "acme", DecisionID: key(2), ActionID: key(3), PlaybookID: key(1), Revision: 3,
		ActorID: "ada", Rating: feedback.NotUseful, At: now(),
	}
}

// somePushed is an action of someDecision on its way to the IDE.
func somePushed() ports.PushedAction {
	decided := someDecision()
	decided.Change = signal.Change{Commit: "abc", PullRequest: 7, Line: 3}
	decided.Actions[0].ID = key(0).Branch(1)
	message, _ := delivery.MessageOf(&decided, delivery.IDOf(key(0).Branch(1), action.IDE), now())
	return ports.PushedAction{Position: event.Position{Transaction: 12, Number: 3}, Message: message}
}

// someDecision has everything that an answer can show, and what it must not.
func someDecision() decision.Decision {
	d := decision.Decision{
		ID: key(2), ReceiptID: key(9), TenantID: "acme", CreatedAt: now(), SignalID: "s1",
		Fired:       []decision.Fired{{PlaybookID: key(1), Revision: 3, Version: "1.2.0"}},
		Assignments: []decision.Assignment{{ExperimentID: key(5), Variant: "short"}},
		Actions: []action.Action{{
			ID: key(3), Type: action.Mirror, Surfaces: []action.Surface{action.IDE, action.CI}, PlaybookID: key(1), Revision: 3,
			Payload: action.Payload{Title: "Three runs failed", Body: "b"}, ExpiresAt: now().Add(time.Hour),
		}, {
			ID: key(4), Type: action.Mentor, Surfaces: []action.Surface{action.Alert}, PlaybookID: key(1), Revision: 3,
			Payload: action.Payload{Title: "Pinning helps", EvidenceLinks: []string{"https://example.com/1"}}, ExpiresAt: now(),
		}},
		Shadow: []action.Action{{ID: key(5), Type: action.Mirror, Payload: action.Payload{Title: "in the shadow"}}},
		Suppressed: []decision.Suppression{
			{PlaybookID: key(6), Revision: 1, Type: action.Mirror, Reason: decision.QuietHours, Detail: "Until six."},
			{PlaybookID: key(7), Revision: 1, Type: action.Mirror, Reason: decision.Fatigue, Shadow: true},
		},
		Explanation: []decision.Considered{{
			Playbook: decision.Fired{PlaybookID: key(1), Revision: 3, Version: "1.2.0"}, Fired: true,
			Steps: []decision.Step{{Name: "trigger", Passed: true}},
		}},
	}
	d.Actor.ID, d.Actor.Type = "ada", "human"
	d.Context.Surface, d.Context.Place.FilePath = action.CI, "main.go"
	d.Snapshot.ID = "tenant-policy:acme:0"
	return d
}
