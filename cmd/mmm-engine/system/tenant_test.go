package system_test

import (
	"crypto/rand"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// planted is in every value that the tests send: no log line and no problem may
// ever show it.
const planted = "planted"

// renter is one test's tenant, with an admin kim who may do everything.
type renter struct {
	*stack

	id, token string
}

func (s *stack) renter(tb testing.TB) renter {
	tb.Helper()
	id := "t-" + strings.ToLower(rand.Text())
	return renter{stack: s, id: id, token: s.mint(tb, almighty(id))}.awake(tb)
}

// awake gives the tenant a policy without quiet hours, so that a test means the same
// at every hour of the day, and with room for more than any test asks.
func (r renter) awake(tb testing.TB) renter {
	tb.Helper()
	policy := tenant.DefaultPolicy()
	policy.QuietHours = tenant.QuietHours{AppliesTo: tenant.QuietPush}
	policy.Quotas, policy.MaxActionsPerDecision = ample, 50
	rows[string](tb, r.stack, `INSERT INTO tenant_policies (tenant_id, revision, body, updated_at)
		VALUES ($1, 0, $2, now()) ON CONFLICT DO NOTHING RETURNING tenant_id`, r.id, canonical.Marshal(policy.Canonical()))
	return r
}

// ample are quotas that nothing here uses up.
var ample = tenant.Quotas{
	MaxActionsPerDay: 100_000, MaxActionsPerHour: 100_000, MaxAlertsPerDay: 100_000, MaxBypassesPerDay: 100_000,
}

// almighty has every role and scope of its tenant.
func almighty(id string) iam.Grant {
	return iam.Grant{
		TenantID: tenant.ID(id), ActorID: "kim",
		Roles: []string{
			actor.RoleMMMAdmin, actor.RoleTenantAdmin, actor.RoleApprover, actor.RolePrivacyAdmin, actor.RoleOperator,
		},
		Scopes: []actor.Scope{
			actor.ScopeDecide, actor.ScopeActForOthers, actor.ScopeOutcome, actor.ScopeRead, actor.ScopePolicyInvalidate,
		},
	}
}

func (s *stack) mint(tb testing.TB, grant iam.Grant) string {
	tb.Helper()
	token, err := s.minter.Mint(grant)
	require.NoError(tb, err)
	return token
}

// withExamples gives the tenant the example playbooks, as `make run` does.
func (r renter) withExamples(tb testing.TB) renter {
	tb.Helper()
	require.Equal(tb, 3, r.loadExamples(tb))
	return r
}

// loadExamples answers how many of them the tenant did not have yet.
func (r renter) loadExamples(tb testing.TB) int {
	tb.Helper()
	client := dev.Client{Base: r.base, Token: r.token, HTTP: http.DefaultClient}
	loaded, err := client.LoadExamples(tb.Context(), os.DirFS("../examples"))
	require.NoError(tb, err)
	return loaded
}

type document = map[string]any

// ask is a decide request about a signal.
func (r renter) ask(event string, attributes document) document {
	return document{
		"tenant_id": r.id,
		"context":   document{"repo_id": planted + "/shop", "branch": planted + "-branch"},
		"signal":    newSignal(event, attributes),
	}
}

// toAnother asks for an actor to whom nobody spoke yet.
func toAnother(ask document) document {
	ask["actor_id"] = "actor-" + rand.Text()
	return ask
}

// newSignal is one of high severity that happened just now.
func newSignal(event string, attributes document) document {
	return document{
		"signal_id": planted + "-" + rand.Text(), "source": "github", "event_type": event, "severity": "high",
		"occurred_at": time.Now().UTC().Format(time.RFC3339), "attributes": attributes,
	}
}

func alert() document {
	return document{"rule": planted + "-rule", "url": "https://" + planted + ".example.org/alerts/7"}
}

func (r renter) post(path string, body any, header map[string]string) request {
	return request{method: http.MethodPost, path: path, token: r.token, body: body, header: header}
}

// decide wants a decision.
func (r renter) decide(tb testing.TB, body document) decision {
	tb.Helper()
	return decoded[decided](tb, r.do(tb, r.post("/decide", body, nil)), http.StatusOK).Decision
}

type decided struct{ Decision decision }

type decision struct {
	ID       string `json:"decision_id"`
	TenantID string `json:"tenant_id"`
	ActorID  string `json:"actor_id"`
	Surface  string
	SignalID string `json:"signal_id"`
	Fired    []struct {
		PlaybookID string `json:"playbook_id"`
		Revision   int
	} `json:"playbooks_fired"`
	Receipt *struct {
		ID     string `json:"receipt_id"`
		Status string
	}
	Explanation []struct {
		PlaybookID string `json:"playbook_id"`
		Fired      bool
		Steps      []struct {
			Name   string
			Passed bool
		}
	}
	Actions []proposal
}

type proposal struct {
	ID              string `json:"action_id"`
	Type            string
	PlaybookID      string `json:"playbook_id"`
	RequiresConsent bool   `json:"requires_consent"`
	Dismissible     bool
	Payload         struct {
		Title, Body, Rationale string
		EvidenceLinks          []string `json:"evidence_links"`
		Presentation           map[string]document
	}
}
