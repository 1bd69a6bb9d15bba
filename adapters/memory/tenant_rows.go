package memory

import (
	"maps"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// tenantRows are one tenant's tables. The zero value is empty and can be read.
type tenantRows struct {
	// policy is nil until the tenant has one of its own.
	policy    *tenant.Policy
	actorRefs map[string]id.UUID
	secret    []byte
	signals   map[signalKey]keptSignal
	// decisions are kept as documents, so that nobody shares what is in them.
	decisions   map[id.UUID]string
	windows     map[windowKey]fatigue.Window
	bySignal    map[decidedSignal]taken
	byKey       map[idempotencyKey]taken
	replays     map[idempotencyKey]keptReplay
	playbooks   map[playbook.Key]playbook.Playbook
	revisions   map[revisionKey]playbook.Revision
	experiments map[experiment.Key]experiment.Experiment
	// preferences are kept as documents, by actor.
	preferences map[string]string
	erasures    map[erasure.Key]erasure.Erasure
	// catalogue is the version of what is in force.
	catalogue int64
	// policyEpoch counts the invalidations of the policy.
	policyEpoch int64
	// deliveries are in the order of their commits.
	deliveries []delivery.Delivery
	// deferrals are what waits, by the id of its delivery.
	deferrals map[id.UUID]delivery.Deferred
	digests   map[id.UUID]delivery.Digest
	digested  map[digestPlace]bool
	// outcomes are one action's in the order of their stages.
	outcomes map[id.UUID]outcome.History
	// approvals are the steps taken, by action.
	approvals map[id.UUID]approval.Steps
	feedback  map[id.UUID]feedback.Feedback
	stops     map[stopKey]time.Time
	receipts  map[id.UUID]keptReceipt
	events    []event.Event
	audit     []keptEntry
}

type signalKey struct {
	subject  signal.Subject
	signalID string
}

type keptSignal struct {
	accepted bool

	signal     signal.Signal
	receivedAt time.Time
}

// decidedSignal is what one decision within signal.Dedup is made for.
type decidedSignal struct {
	subject  signal.Subject
	surface  action.Surface
	signalID string
}

type idempotencyKey struct{ operation, caller, key string }

// taken is a place that a decision holds for a while.
type taken struct {
	decisionID id.UUID
	hash       [32]byte
	at         time.Time
}

type revisionKey struct {
	playbook playbook.Key
	number   int
}

func (r *tenantRows) clone() tenantRows {
	c := *r
	c.actorRefs, c.signals = cloned(r.actorRefs), cloned(r.signals)
	c.decisions, c.bySignal, c.byKey = cloned(r.decisions), cloned(r.bySignal), cloned(r.byKey)
	c.windows, c.replays = cloned(r.windows), cloned(r.replays)
	c.playbooks, c.revisions, c.receipts = cloned(r.playbooks), cloned(r.revisions), cloned(r.receipts)
	c.experiments, c.erasures = cloned(r.experiments), cloned(r.erasures)
	c.preferences, c.approvals = cloned(r.preferences), cloned(r.approvals)
	c.outcomes, c.feedback, c.stops = cloned(r.outcomes), cloned(r.feedback), cloned(r.stops)
	c.deferrals, c.digests, c.digested = cloned(r.deferrals), cloned(r.digests), cloned(r.digested)
	c.events, c.audit, c.deliveries = slices.Clip(r.events), slices.Clip(r.audit), slices.Clip(r.deliveries)
	return c
}

func cloned[K comparable, V any](rows map[K]V) map[K]V {
	if rows == nil {
		return map[K]V{}
	}
	return maps.Clone(rows)
}
