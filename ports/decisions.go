package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// DecisionReader reads what a decision depends on.
type DecisionReader interface {
	// ReadDecisionInputs answers all of it in one round trip, from the primary; one more
	// when something was decided before. A database that cannot be reached is an
	// Unavailable fault. Safe to repeat.
	ReadDecisionInputs(ctx context.Context, query DecisionQuery) (DecisionInputs, error)
}

// DecisionQuery says for whom.
type DecisionQuery struct {
	TenantID tenant.ID
	// ActorID is empty for a signal without an actor.
	ActorID string
	Subject signal.Subject
	Surface action.Surface
	// RepoID is empty without a repository.
	RepoID string
	// SignalID is empty without a signal.
	SignalID string
	// Situation is what a policy service may be told.
	Situation policy.Situation
	// Idempotency is nil without a key.
	Idempotency *Idempotency
	Now         time.Time
	// NoWindow leaves the subject's own window out, which spares reading it: who asks has
	// it from elsewhere.
	NoWindow bool
	// Budget is how long may be waited for what others than the database know.
	Budget time.Duration
	// Fresh asks for the truth, no copy of it: a copy may be what lost the compare-and-swap
	// of the try before.
	Fresh bool
}

// DecisionInputs are what is known.
type DecisionInputs struct {
	// Policy is the tenant's own, the default when it never set one.
	Policy tenant.Policy
	// Snapshot is of Policy, as policy.Own makes it; where there is a policy service, of its
	// ruling.
	Snapshot policy.Snapshot
	// PolicyFailure says why there is no snapshot, nil where there is one.
	PolicyFailure error
	// PolicyEpoch counts the invalidations of what a policy service said of the tenant.
	PolicyEpoch int64
	// Compliance is what gold standards make of the place; zero where there are none.
	Compliance policy.Compliance
	// Preferences are the actor's, the default for one that never set any and for a
	// signal without an actor. A snooze that is over may still stand in them.
	Preferences preference.Preferences
	// CatalogueVersion moves whenever the tenant's playbooks or experiments in force
	// change; 0 before the first.
	CatalogueVersion int64
	// ActorRef is zero for an actor that has none yet.
	ActorRef id.UUID
	// Recent are the subject's signals of the last signal.RecentSpan, newest first,
	// at most signal.RecentLimit; none for the empty subject.
	Recent []signal.Recent
	// Behaviour are the actor's signals of behaviour, none where nobody knows of any.
	Behaviour []playbook.Behaviour
	// Memory is what was shown lately: the subject's window, none for the empty subject
	// or with NoWindow, and those of playbooks in the repository.
	Memory fatigue.Memory
	// Region is where the tenant's data belong; empty for anywhere.
	Region string
	// Degraded names what was unavailable, and what was found without it.
	Degraded []string
	// Keyed is the decision recorded under the idempotency key, nil when there is
	// none younger than IdempotencyLife; KeyedHash is its request's.
	Keyed     *decision.Decision
	KeyedHash [32]byte
	// Repeated is the decision made for the same signal, subject and surface, nil
	// when there is none younger than signal.Dedup.
	Repeated *decision.Decision
}

// Catalogue has what is in force.
type Catalogue interface {
	// Edition answers what decides for the tenant as of the version or later. Nothing in
	// it may be changed.
	Edition(ctx context.Context, owner tenant.ID, version int64) (Edition, error)
}

// Edition is what is in force, ready for decisions.
type Edition struct {
	// Playbooks are those published; without any the index is empty.
	Playbooks *playbook.Index
	// Experiments are those active, nil for none.
	Experiments *experiment.Running
}

// PlaybookReader reads playbooks for commands, from the primary.
type PlaybookReader interface {
	// ReadPlaybook answers the playbook's present state. Another tenant's, or one that
	// does not exist, is a NotFound fault.
	ReadPlaybook(ctx context.Context, owner tenant.ID, key playbook.Key) (playbook.Playbook, error)
	// ReadRevision answers one revision; NotFound likewise.
	ReadRevision(ctx context.Context, owner tenant.ID, key playbook.Key, number int) (playbook.Revision, error)
	// ReadInForce answers what is in force in one round trip; it is that of its version or
	// later.
	ReadInForce(ctx context.Context, owner tenant.ID) (InForce, error)
}

// InForce is what the tenant's decisions go by.
type InForce struct {
	// Playbooks are those published, by id, without programs.
	Playbooks []playbook.Published
	// Experiments are those active, by id.
	Experiments []experiment.Experiment
	// Version is the catalogue's.
	Version int64
}

// ActorRefReader knows the stand-ins of actors.
type ActorRefReader interface {
	// ReadActorRef answers the actor's reference, zero when there is none yet, and the
	// tenant's policy, which an admin's receipt names.
	ReadActorRef(ctx context.Context, owner tenant.ID, actorID string) (id.UUID, tenant.Policy, error)
}

// SignalReader reads accepted signals.
type SignalReader interface {
	// ReadSignal answers one accepted signal, the newest of its id; NotFound when there
	// is none.
	ReadSignal(ctx context.Context, owner tenant.ID, signalID string) (signal.Signal, error)
	// KnownSignals answers which of the ids were accepted since the given time.
	KnownSignals(ctx context.Context, owner tenant.ID, ids []string, since time.Time) (map[string]bool, error)
}
