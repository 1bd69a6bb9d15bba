// Package application has the use cases. This file is their table of contents.
package application

import (
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Application is everything the engine can be asked.
type Application struct {
	Commands Commands
	Queries  Queries
}

// Commands change something.
type Commands struct {
	Decide            UseCase[command.Decide, command.Decided]
	AcceptSignals     UseCase[command.AcceptSignals, command.SignalsAccepted]
	ReceiveDelivery   UseCase[command.ReceiveDelivery, command.DeliveryReceived]
	SetGitHubSecret   UseCase[command.SetGitHubSecret, command.GitHubSecretSet]
	RecordOutcome     UseCase[command.RecordOutcome, command.OutcomeRecorded]
	GiveFeedback      UseCase[command.GiveFeedback, command.FeedbackGiven]
	CreatePlaybook    UseCase[command.CreatePlaybook, command.PlaybookChanged]
	ReplacePlaybook   UseCase[command.ReplacePlaybook, command.PlaybookChanged]
	PublishPlaybook   UseCase[command.PublishPlaybook, command.PlaybookChanged]
	PausePlaybook     UseCase[command.PausePlaybook, command.PlaybookChanged]
	ResumePlaybook    UseCase[command.ResumePlaybook, command.PlaybookChanged]
	DeprecatePlaybook UseCase[command.DeprecatePlaybook, command.PlaybookChanged]
	ValidatePlaybook  UseCase[command.ValidatePlaybook, command.PlaybookValidated]
	ReplacePolicy     UseCase[command.ReplacePolicy, command.PolicyReplaced]
	InvalidatePolicy  UseCase[command.InvalidatePolicy, command.PolicyInvalidated]
	RedriveReceipts   UseCase[command.RedriveReceipts, command.ReceiptsRedriven]
	SetPreferences    UseCase[command.SetPreferences, command.PreferencesChanged]
	SnoozeActor       UseCase[command.SnoozeActor, command.PreferencesChanged]
	DecideApproval    UseCase[command.DecideApproval, command.ApprovalDecided]
	EraseActor        UseCase[command.EraseActor, command.ErasureAccepted]

	CreateExperiment     UseCase[command.CreateExperiment, command.ExperimentChanged]
	ReplaceExperiment    UseCase[command.ReplaceExperiment, command.ExperimentChanged]
	ActivateExperiment   UseCase[command.ActivateExperiment, command.ExperimentChanged]
	DeactivateExperiment UseCase[command.DeactivateExperiment, command.ExperimentChanged]
}

// Queries only read.
type Queries struct {
	GetDecision        UseCase[query.GetDecision, ports.DecisionView]
	GetDecisionReceipt UseCase[query.GetDecisionReceipt, ports.ReceiptView]
	GetPlaybook        UseCase[query.GetPlaybook, playbook.Playbook]
	ListPlaybooks      UseCase[query.ListPlaybooks, query.PlaybookPage]
	ListRevisions      UseCase[query.ListRevisions, query.RevisionPage]
	ListActions        UseCase[query.ListActions, query.ActionPage]
	StreamActions      UseCase[query.StreamActions, *query.ActionStream]
	GetReceipt         UseCase[query.GetReceipt, ports.ReceiptView]
	ListReceipts       UseCase[query.ListReceipts, query.ReceiptPage]
	GetPolicy          UseCase[query.GetPolicy, tenant.Policy]
	ListAudit          UseCase[query.ListAudit, query.AuditPage]
	GetPreferences     UseCase[query.GetPreferences, preference.Preferences]
	GetApproval        UseCase[query.GetApproval, approval.Status]
	GetExperiment      UseCase[query.GetExperiment, experiment.Experiment]
	ListExperiments    UseCase[query.ListExperiments, query.ExperimentPage]
	ListDecisions      UseCase[query.ListDecisions, ports.DecisionPage]
	ExplainDecision    UseCase[query.ExplainDecision, query.Explanation]
	GetReceiptChain    UseCase[query.GetReceiptChain, ports.ChainView]
	GetMetrics         UseCase[query.GetMetrics, query.TenantMetrics]
	GetTimeseries      UseCase[query.GetTimeseries, query.Timeseries]
	GetEffectiveness   UseCase[query.GetEffectiveness, query.PlaybookEffectiveness]
	GetErasure         UseCase[query.GetErasure, erasure.Erasure]

	GetExperimentResults UseCase[query.GetExperimentResults, query.ExperimentResults]
}
