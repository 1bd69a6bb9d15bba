package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Store commits what a use case decided.
type Store interface {
	// Commit writes the whole set or nothing, durably, and answers a token with which
	// a reader can ask for at least this state.
	//
	// It never reads on the caller's behalf, so it may run a set again, or together
	// with others'. A lost compare-and-swap (actor reference, signal, idempotency key,
	// fatigue window, playbook or experiment version, catalogue version, policy revision, preferences, outcome, approval,
	// release, redrive, erasure) is a Stale fault: read again, then decide again. A database that cannot be
	// reached, or that does not say whether it committed, is an Unavailable fault:
	// repeating the use case with its idempotency key or signal id is safe. Repeating a
	// set that was committed is a Conflict or Stale fault and changes nothing; only one
	// of signals and jobs alone is taken again, which leaves the signals as they are and
	// starts the jobs once more.
	//
	// A set that names an actor (WriteSet.Actors) of whom an erasure is pending is a Conflict
	// fault, ACTOR_BEING_ERASED, and nothing of it is written.
	Commit(ctx context.Context, set WriteSet) (Token, error)
}

// Token names a committed state (api.md, Read-your-writes). Callers do not look inside.
type Token string

// WriteSet is everything one use case writes, as data. Ids and times were fixed
// before the first try.
type WriteSet struct {
	TenantID tenant.ID
	At       time.Time
	// ActorRefs are claimed for actors that have none yet (compare-and-swap: a claim
	// fails when somebody else made one meanwhile).
	ActorRefs []ActorRef
	Decision  *DecisionRow
	// Replay takes a command's idempotency key and keeps what it answered, nil without a
	// key (compare-and-swap: a key is taken for IdempotencyLife). A decision has its own.
	Replay *ReplayRow
	// Fatigue replaces windows (compare-and-swap: one whose version is not one less than
	// the new one's, or that is gone, is lost).
	Fatigue    []FatigueRow
	Playbook   *PlaybookChange
	Experiment *ExperimentChange
	// Policy is the tenant's next policy (compare-and-swap on its revision): its Revision
	// is one more than the expected one, 0 being that of the defaults.
	Policy *tenant.Policy
	// PolicyInvalidated counts one more invalidation of what a policy service said.
	PolicyInvalidated bool
	// Preferences are an actor's next ones (compare-and-swap on their revision).
	Preferences *PreferencesChange
	// GitHubSecret replaces the tenant's webhook secret, encrypted.
	GitHubSecret []byte
	// Signals were accepted, to be decided by jobs. Their ids stay taken for
	// signal.Dedup; one whose id is taken is passed over.
	Signals []signal.Signal
	// Deliveries are where the decision's actions go besides the answer.
	Deliveries []delivery.Delivery
	// Deferred are where the decision's actions go when quiet hours are over.
	Deferred []delivery.Deferred
	// Release ends the wait of some, nil for none; those that go out are Deliveries.
	Release *Release
	// Outcome takes its stage of its action (compare-and-swap: an action has one
	// outcome a stage).
	Outcome *OutcomeRow
	// Approval adds the next step to an action's approval (compare-and-swap on how many
	// there are).
	Approval *ApprovalStep
	// Erasure begins or ends one.
	Erasure *ErasureChange
	// Feedback replaces the verdict on its action, whatever its time: of concurrent ones
	// the last to commit counts.
	Feedback *feedback.Feedback
	// ChannelStop keeps a receiver from being sent anything for delivery.StopLife.
	ChannelStop *ChannelStop
	// Redrive has refused receipts sent again, by their sequence, each named once
	// (compare-and-swap: every one of them is refused and does not wait to be sent again
	// yet).
	Redrive []int64
	// Receipts wait to be sealed. Followers find them by the events that name them.
	Receipts []Receipt
	Events   []event.Event
	Audit    []AuditEntry
	// Jobs are ids only; they start after the commit, a Scheduled one not before its time,
	// at least once.
	Jobs []Job
	// Trace is the W3C traceparent under which followers and jobs go on; empty where
	// the trace is not recorded. Decorators fill it in.
	Trace string
}

// OutcomeRow is an outcome with what it is counted by.
type OutcomeRow struct {
	Outcome outcome.Outcome
	// ActionType is the type of its action.
	ActionType action.Type
}

// ApprovalStep is the next step of an approval. The store keeps two people apart too:
// a second step by the one who took the first is refused, which is a defect of ours.
type ApprovalStep struct {
	DecisionID, ActionID id.UUID
	// Version is the number of steps with this one.
	Version int64
	Step    approval.Step
}

// ChannelStop says that a receiver is gone.
type ChannelStop struct {
	Surface action.Surface
	// Receiver names where messages went, so that another address starts afresh.
	Receiver string
}

// ActorRef is the random stand-in for an actor in receipts and events.
type ActorRef struct {
	ActorID string
	Ref     id.UUID
}

// DecisionRow is a decision with the rows that make it unrepeatable.
type DecisionRow struct {
	Decision *decision.Decision
	// Signal is the one that came with the request, kept for the context of later
	// decisions; nil without one, or when it was accepted before. Its id stays free to
	// be accepted, and to be decided for others.
	Signal *signal.Signal
	// Idempotency is nil when the caller gave no key.
	Idempotency *Idempotency
}

// FatigueRow is the next version of a window.
type FatigueRow struct {
	// Subject is the decision's, or the repository's for a playbook's window there.
	Subject signal.Subject
	fatigue.Change
}

// Idempotency is a caller's promise that equal keys mean equal requests (api.md, Rules).
type Idempotency struct {
	// Operation and Caller bound the key, which is the caller's own.
	Operation, Caller, Key string
	// Hash is of the request; the same key with another hash is a mistake.
	Hash [32]byte
}

// IdempotencyLife is how long a key stays taken.
const IdempotencyLife = 24 * time.Hour

// PlaybookChange is a playbook's next state (compare-and-swap on its version).
type PlaybookChange struct {
	// Playbook is the state to store, its Version one more than the expected one; 1 creates it.
	Playbook playbook.Playbook
	// Revision is the revision to store, new or changed; nil when none is. A frozen one
	// never changes, whatever is stored over it.
	Revision *playbook.Revision
	// InForceChanged says that decisions see a difference.
	InForceChanged bool
}

// PreferencesChange is the next state of an actor's preferences.
type PreferencesChange struct {
	ActorID string
	// Preferences are the state to store, their Revision one more than the expected one;
	// 1 are an actor's first.
	Preferences preference.Preferences
}

// Receipt is an immutable body, canonical (RFC 8785), waiting to be sealed.
type Receipt struct {
	ID   id.UUID
	Body string
}

// ReceiptOf makes the row of a body.
func ReceiptOf(body receipt.Body) Receipt { return Receipt{ID: body.ID, Body: body.Canonical()} }

// AuditEntry is one admin mutation (observability.md, Audit log).
type AuditEntry struct {
	AdminID string
	// Action is the verb, such as "playbook.publish"; Resource the kind and id.
	Action, Resource string
	// Before and After are redacted; nil where there is none.
	Before, After canonical.Object
	TraceID       string
}

// Job is work for later. Its fields are ids, never payloads; they are its JSON form.
type Job interface {
	// Kind names the job for good: rows of it outlive releases.
	Kind() string
}
