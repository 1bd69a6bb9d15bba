package main

import (
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
	"github.com/mmm-engine/mmm-engine/ports"
)

// decorators run around every use case, the first outermost. Authorisation comes
// inside all of them, in application.Chain.
type decorators []application.Decorator

// useCaseTime is far above any objective: it ends what hangs, not what is slow.
const useCaseTime = 5 * time.Second

// newDecorators: recover > trace+metric+log > deadline.
func newDecorators(
	metrics *observed.Metrics, tracer trace.Tracer, logger *slog.Logger, clock ports.Clock, outages *telemetry.Transitions,
) decorators {
	return decorators{observed.Handler{
		Metrics: metrics, Tracer: tracer, Logger: logger, Clock: clock, Outages: outages,
	}.Decorate, application.Within(useCaseTime)}
}

// newDecideSteps: trace > the domain.
func newDecideSteps(tracer trace.Tracer, clock ports.Clock) command.Steps {
	return observed.NewDecideSteps(command.PureSteps(), tracer, clock)
}

// newCommands decorates the use cases that change something, and names them. What a caller
// may repeat under an idempotency key is looked up inside all decorators, once the caller is
// authorised.
func newCommands(
	around decorators, metrics *observed.Metrics, clock ports.Clock, replays ports.ReplayReader,
	decide *command.DecideHandler, signals *command.SignalHandler, deliveries *command.DeliveryHandler,
	integrations *command.IntegrationHandler, outcomes *command.OutcomeHandler, feedback *command.FeedbackHandler,
	playbooks *command.PlaybookHandler, receipts *command.ReceiptHandler, policies *command.PolicyHandler,
	invalidations *command.InvalidationHandler, preferences *command.PreferencesHandler,
	approvals *command.ApprovalHandler, experiments *command.ExperimentHandler, erasures *command.ErasureHandler,
) application.Commands {
	return application.Commands{
		Decide:          application.Chain("decide", observed.NewDecide(decide.Handle, metrics, clock), around...),
		AcceptSignals:   application.Chain("accept_signals", command.Replayable(replays, clock, signals.Accept), around...),
		ReceiveDelivery: application.Chain("receive_delivery", deliveries.Receive, around...),
		SetGitHubSecret: application.Chain("set_github_secret",
			command.Replayable(replays, clock, integrations.SetGitHubSecret), around...),
		RecordOutcome:     application.Chain("record_outcome", command.Replayable(replays, clock, outcomes.Record), around...),
		GiveFeedback:      application.Chain("give_feedback", command.Replayable(replays, clock, feedback.Give), around...),
		CreatePlaybook:    application.Chain("create_playbook", command.Replayable(replays, clock, playbooks.Create), around...),
		ReplacePlaybook:   application.Chain("replace_playbook", command.Replayable(replays, clock, playbooks.Replace), around...),
		PublishPlaybook:   application.Chain("publish_playbook", command.Replayable(replays, clock, playbooks.Publish), around...),
		PausePlaybook:     application.Chain("pause_playbook", command.Replayable(replays, clock, playbooks.Pause), around...),
		ResumePlaybook:    application.Chain("resume_playbook", command.Replayable(replays, clock, playbooks.Resume), around...),
		DeprecatePlaybook: application.Chain("deprecate_playbook", playbooks.Deprecate, around...),
		ValidatePlaybook:  application.Chain("validate_playbook", playbooks.Validate, around...),
		ReplacePolicy:     application.Chain("replace_policy", command.Replayable(replays, clock, policies.Replace), around...),
		InvalidatePolicy: application.Chain("invalidate_policy",
			command.Replayable(replays, clock, invalidations.Invalidate), around...),
		RedriveReceipts: application.Chain("redrive_receipts", command.Replayable(replays, clock, receipts.Redrive), around...),
		SetPreferences:  application.Chain("set_preferences", command.Replayable(replays, clock, preferences.Set), around...),
		SnoozeActor:     application.Chain("snooze_actor", command.Replayable(replays, clock, preferences.Snooze), around...),
		DecideApproval:  application.Chain("decide_approval", command.Replayable(replays, clock, approvals.Decide), around...),
		EraseActor:      application.Chain("erase_actor", command.Replayable(replays, clock, erasures.Erase), around...),

		CreateExperiment: application.Chain("create_experiment",
			command.Replayable(replays, clock, experiments.Create), around...),
		ReplaceExperiment: application.Chain("replace_experiment",
			command.Replayable(replays, clock, experiments.Replace), around...),
		ActivateExperiment: application.Chain("activate_experiment",
			command.Replayable(replays, clock, experiments.Activate), around...),
		DeactivateExperiment: application.Chain("deactivate_experiment",
			command.Replayable(replays, clock, experiments.Deactivate), around...),
	}
}

// newQueries decorates the use cases that only read, and names them.
func newQueries(
	around decorators, decisionViews *query.Decisions, playbookViews *query.Playbooks, actions *query.Actions,
	receiptViews *query.Receipts, policyViews *query.Policies, audit *query.Audit, preferencesViews *query.Preferences,
	approvalViews *query.Approvals, experimentViews *query.Experiments, stats *query.Stats, results *query.Results,
	erasures *query.Erasures,
) application.Queries {
	return application.Queries{
		GetDecision:        application.Chain("get_decision", decisionViews.Get, around...),
		GetDecisionReceipt: application.Chain("get_decision_receipt", decisionViews.Receipt, around...),
		GetPlaybook:        application.Chain("get_playbook", playbookViews.Get, around...),
		ListPlaybooks:      application.Chain("list_playbooks", playbookViews.List, around...),
		ListRevisions:      application.Chain("list_revisions", playbookViews.Revisions, around...),
		ListActions:        application.Chain("list_actions", actions.List, around...),
		StreamActions:      application.Chain("stream_actions", actions.Stream, around...),
		GetReceipt:         application.Chain("get_receipt", receiptViews.Get, around...),
		ListReceipts:       application.Chain("list_receipts", receiptViews.List, around...),
		GetPolicy:          application.Chain("get_policy", policyViews.Get, around...),
		ListAudit:          application.Chain("list_audit", audit.List, around...),
		GetPreferences:     application.Chain("get_preferences", preferencesViews.Get, around...),
		GetApproval:        application.Chain("get_approval", approvalViews.Get, around...),
		GetExperiment:      application.Chain("get_experiment", experimentViews.Get, around...),
		ListExperiments:    application.Chain("list_experiments", experimentViews.List, around...),
		ListDecisions:      application.Chain("list_decisions", decisionViews.List, around...),
		ExplainDecision:    application.Chain("explain_decision", decisionViews.Explain, around...),
		GetReceiptChain:    application.Chain("get_receipt_chain", receiptViews.Chain, around...),
		GetMetrics:         application.Chain("get_metrics", stats.Metrics, around...),
		GetTimeseries:      application.Chain("get_timeseries", stats.Timeseries, around...),
		GetEffectiveness:   application.Chain("get_effectiveness", stats.Effectiveness, around...),
		GetErasure:         application.Chain("get_erasure", erasures.Get, around...),

		GetExperimentResults: application.Chain("get_experiment_results", results.Get, around...),
	}
}

func newSignalEvaluator(signals ports.SignalReader, use *application.Application) *job.SignalEvaluator {
	return job.NewSignalEvaluator(signals, use.Commands.Decide)
}
