package main

import (
	"github.com/google/wire"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/adapters/github"
	"github.com/mmm-engine/mmm-engine/adapters/identifiers"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/adapters/signing"
	"github.com/mmm-engine/mmm-engine/adapters/vault"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
)

// telemetrySet has what everything is observed with.
var telemetrySet = wire.NewSet(
	clock.New, wire.Bind(new(ports.Clock), new(clock.System)),
	wire.Struct(new(identifiers.Random)), wire.Bind(new(ports.IDs), new(identifiers.Random)),
	newLogger, newRegistry, newMetrics, newTracer, newPropagator, newTraces, newTransitions, newCalls,
)

// storageSet has the pools and what stands on them.
var storageSet = wire.NewSet(
	newPrimary, newReader, newReplica, newWorker,
	wire.Bind(new(postgres.Primary), new(pgpool.Primary)),
	postgres.NewReader,
	wire.Bind(new(ports.PlaybookReader), new(*postgres.Reader)),
	wire.Bind(new(ports.SignalReader), new(*postgres.Reader)),
	wire.Bind(new(ports.ActorRefReader), new(*postgres.Reader)),
	wire.Bind(new(ports.ActionReader), new(*postgres.Reader)),
	wire.Bind(new(ports.IntegrationReader), new(*postgres.Reader)),
	wire.Bind(new(ports.RefusalReader), new(*postgres.Reader)),
	wire.Bind(new(ports.PolicyReader), new(*postgres.Reader)),
	wire.Bind(new(ports.PreferencesReader), new(*postgres.Reader)),
	wire.Bind(new(ports.ReplayReader), new(*postgres.Reader)),
	wire.Bind(new(ports.ExperimentReader), new(*postgres.Reader)),
	wire.Bind(new(ports.ErasureReader), new(*postgres.Reader)),
	wire.Struct(new(tools), "*"), newGoverning, newWaiting, wire.Bind(new(ports.DeferralReader), new(*job.Governed)),
	newWindowCopies, newKnowing, newDecisionReader, newEnqueue, newStore,
	newReadModel,
	wire.Bind(new(ports.DecisionViews), new(*readmodel.Views)),
	wire.Bind(new(ports.PlaybookViews), new(*readmodel.Views)),
	wire.Bind(new(ports.ActionViews), new(*readmodel.Views)),
	wire.Bind(new(ports.DeliveryFeed), new(*readmodel.Views)),
	wire.Bind(new(ports.ReceiptViews), new(*readmodel.Views)),
	wire.Bind(new(ports.PolicyViews), new(*readmodel.Views)),
	wire.Bind(new(ports.AuditViews), new(*readmodel.Views)),
	wire.Bind(new(ports.PreferencesViews), new(*readmodel.Views)),
	wire.Bind(new(ports.ApprovalViews), new(*readmodel.Views)),
	wire.Bind(new(ports.ExperimentViews), new(*readmodel.Views)),
	wire.Bind(new(ports.StatsViews), new(*readmodel.Views)),
	wire.Bind(new(ports.ExperimentTallies), new(*readmodel.Views)),
	wire.Bind(new(ports.ErasureViews), new(*readmodel.Views)),
)

// identitySet says who is calling, and keeps secrets.
var identitySet = wire.NewSet(
	newIdentity, wire.Bind(new(ports.Tokens), new(identity)),
	newCipher, wire.Bind(new(ports.Cipher), new(*vault.Cipher)),
)

// rulesSet understands playbooks and deliveries.
var rulesSet = wire.NewSet(
	newRules, wire.Bind(new(ports.Rules), new(*celrules.Rules)),
	newCatalogue, wire.Bind(new(ports.Catalogue), new(*cached.Catalogue)),
	wire.Struct(new(github.Source)), wire.Bind(new(ports.WebhookSource), new(github.Source)),
)

// evidenceSet seals receipts and sends them.
var evidenceSet = wire.NewSet(
	newSigningKeys,
	wire.Bind(new(ports.Signer), new(*signing.Keys)), wire.Bind(new(ports.KeySet), new(*signing.Keys)),
	newBreakers, newClients, newCaller, newEvidence,
)

// deliverySet brings actions to the surfaces.
var deliverySet = wire.NewSet(newChannels, newReceivers, newObservedDeliverer, job.NewDeliverer, newDeliver,
	job.NewDigestDeliverer, newDeliverDigest, job.NewReleaser, newRelease)

// useCaseSet has the use cases.
var useCaseSet = wire.NewSet(
	command.NewAdministration, command.NewDecideHandler, command.NewSignalHandler, command.NewDeliveryHandler,
	command.NewIntegrationHandler, command.NewOutcomeHandler, command.NewFeedbackHandler, command.NewPlaybookHandler,
	command.NewReceiptHandler, command.NewPolicyHandler, command.NewInvalidationHandler, newZones, command.NewPreferencesHandler,
	command.NewApprovalHandler, query.NewApprovals,
	command.NewExperimentHandler, query.NewExperiments, query.NewResults,
	command.NewErasureHandler, query.NewErasures, newErase,
	query.NewDecisions, query.NewPlaybooks, query.NewActions, query.NewReceipts, query.NewPolicies, query.NewAudit, query.NewPreferences,
	query.NewStats,
	newDecideSteps, newWriter, newDecorators, newCommands, newQueries, wire.Struct(new(application.Application), "*"), newSignalEvaluator,
)

// servingSet runs it all.
var servingSet = wire.NewSet(
	newGate, newChecker, newJobsView, newAPI, wire.Struct(new(background), "*"), newHub, newStreams,
	newServices, newEngineOf,
)
