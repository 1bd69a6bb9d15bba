package command_test

import (
	"context"
	"encoding/base64"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// noon is outside the default quiet hours.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// engine is the use cases over the in-memory store.
type engine struct {
	store     *memory.Store
	clock     *memory.Clock
	ids       *memory.IDs
	faulty    *faultyStore
	decide    *command.DecideHandler
	signals   *command.SignalHandler
	delivery  *command.DeliveryHandler
	secrets   *command.IntegrationHandler
	playbooks *command.PlaybookHandler
	outcomes  *command.OutcomeHandler
	feedback  *command.FeedbackHandler
	receipts  *command.ReceiptHandler
	policies  *command.PolicyHandler

	invalidations *command.InvalidationHandler

	preferences *command.PreferencesHandler
	approvals   *command.ApprovalHandler
	experiments *command.ExperimentHandler
	erasures    *command.ErasureHandler
}

// newEngine has channels for the given surfaces.
func newEngine(t *testing.T, channels ...action.Surface) *engine {
	t.Helper()
	store, clock, ids := memory.NewStore(), memory.NewClock(noon), &memory.IDs{}
	faulty := &faultyStore{next: store}
	admin := command.NewAdministration(store, clock, ids, noTraces{})
	signals := command.NewSignalHandler(store, faulty, clock)
	return &engine{
		store: store, clock: clock, ids: ids, faulty: faulty, signals: signals,
		decide:    command.NewDecideHandler(store, catalogue{store}, plainRules{}, command.PureSteps(), command.Writer{}, channels, faulty, clock, ids),
		delivery:  command.NewDeliveryHandler(store, plainCipher{}, plainSource{}, signals),
		secrets:   command.NewIntegrationHandler(plainCipher{}, faulty, admin),
		playbooks: command.NewPlaybookHandler(store, plainRules{}, faulty, admin),
		outcomes:  command.NewOutcomeHandler(store, store, faulty, clock, ids),
		feedback:  command.NewFeedbackHandler(store, faulty, clock, ids),
		receipts:  command.NewReceiptHandler(store.Receipts(), faulty, admin),
		policies:  command.NewPolicyHandler(store, time.LoadLocation, faulty, admin),

		invalidations: command.NewInvalidationHandler(faulty, admin),

		preferences: command.NewPreferencesHandler(store, faulty, admin),
		approvals:   command.NewApprovalHandler(store, faulty, admin),
		experiments: command.NewExperimentHandler(store, store, plainRules{}, faulty, admin),
		erasures:    command.NewErasureHandler(store, faulty, admin),
	}
}

// faultyStore fails a commit before or after it happened, when told to.
type faultyStore struct {
	next   ports.Store
	mu     sync.Mutex
	before func() error
}

func (f *faultyStore) set(before func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = before
}

func (f *faultyStore) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	f.mu.Lock()
	before := f.before
	f.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return "", err
		}
	}
	return f.next.Commit(ctx, set)
}

// catalogue compiles on every call; caching is another adapter's business.
type catalogue struct{ reader ports.PlaybookReader }

func (c catalogue) Edition(ctx context.Context, owner tenant.ID, _ int64) (ports.Edition, error) {
	inForce, err := c.reader.ReadInForce(ctx, owner)
	published := inForce.Playbooks
	for i := range published {
		published[i].Program = func() (*playbook.Program, error) {
			return plainRules{}.Compile(published[i].Definition)
		}
	}
	return ports.Edition{
		Playbooks:   playbook.NewIndex(published),
		Experiments: experiment.NewRunning(inForce.Experiments, published, plainRules{}.Compile),
	}, err
}

// plainRules know two conditions and render templates as they stand.
type plainRules struct{}

var errPlain = errors.New("not true or false")

func (plainRules) Check(definition playbook.Definition) []fault.Problem {
	var problems []fault.Problem
	for _, condition := range definition.Conditions {
		if condition != "true" && condition != "false" {
			problems = append(problems, fault.Problem{Path: "conditions[0]", Message: errPlain.Error()})
		}
	}
	return problems
}

func (plainRules) Compile(definition playbook.Definition) (*playbook.Program, error) {
	program := &playbook.Program{}
	for _, condition := range definition.Conditions {
		program.Conditions = append(program.Conditions, func(playbook.Env) (bool, error) { return condition == "true", nil })
	}
	for _, a := range definition.Actions {
		program.Actions = append(program.Actions, playbook.ActionProgram{
			Title: fixed(a.Title), Body: fixed(a.Body), Rationale: fixed(a.Rationale), Prompt: fixed("explain"),
		})
	}
	return program, nil
}

func (plainRules) Bind(facts *playbook.Facts) playbook.Env { return facts }

func fixed(text string) playbook.Template {
	return func(playbook.Env) (string, error) { return text, nil }
}

type noTraces struct{}

func (noTraces) TraceID(context.Context) string { return "" }

// plainCipher hides nothing; it only shows what passes through it.
type plainCipher struct{}

func (plainCipher) Encrypt(owner tenant.ID, secret []byte) ([]byte, error) {
	return []byte(string(owner) + ":" + base64.StdEncoding.EncodeToString(secret)), nil
}

func (plainCipher) Decrypt(owner tenant.ID, encrypted []byte) ([]byte, error) {
	return base64.StdEncoding.DecodeString(string(encrypted[len(owner)+1:]))
}

// plainSource takes the secret itself for a signature and the body for an event type.
type plainSource struct{}

func (plainSource) Verify(secret []byte, d ports.Delivery) bool { return d.Signature == string(secret) }

func (plainSource) Signal(d ports.Delivery) (*signal.Signal, error) {
	if len(d.Body) == 0 {
		return nil, nil //nolint:nilnil // nothing to act on; the port says so
	}
	return &signal.Signal{
		ID: d.ID, TenantID: d.TenantID, Source: "github", EventType: string(d.Body),
		Place: signal.Place{RepoID: "acme/shop"},
	}, nil
}

func kim() actor.Caller {
	return actor.Caller{
		TenantID: "acme", Actor: actor.Actor{ID: "kim", Type: actor.Human, Roles: []string{"developer"}},
		Scopes: []actor.Scope{actor.ScopeDecide, actor.ScopeOutcome},
	}
}

func agent() actor.Caller {
	return actor.Caller{
		TenantID: "acme", Actor: actor.Actor{ID: "ci", Type: actor.AIAgent},
		Scopes: []actor.Scope{actor.ScopeDecide, actor.ScopeOutcome, actor.ScopeActForOthers},
	}
}

func admin() actor.Caller {
	return actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{actor.RoleTenantAdmin}}}
}

func mirror() playbook.Definition {
	return playbook.Definition{
		Name: "failed", Version: "1.0.0", Triggers: []playbook.Trigger{{EventTypes: []string{"ci.failed"}}},
		Conditions: []string{"true"},
		Actions:    []playbook.Action{{Type: action.Mirror, Surfaces: action.Surfaces(), Title: "a run failed"}},
	}
}

func failed(id string) *signal.Signal {
	return &signal.Signal{
		ID: id, Source: "github", EventType: "ci.failed", Severity: signal.High, OccurredAt: noon.Add(-time.Minute),
	}
}
