package httpapi_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// asked answers the command that a decide request becomes.
func asked(t *testing.T, r request) command.Decide {
	t.Helper()
	var got command.Decide
	s := open(t, with(func(a *application.Application) {
		a.Commands.Decide = recorded(&got, command.Decided{Decision: someDecision()})
	}))
	r.method = http.MethodPost
	if r.path == "" {
		r.path = "/decide"
	}
	answer := s.do(t, r)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	return got
}

func TestDecideHandsOnTheWholeRequest(t *testing.T) {
	t.Parallel()
	got := asked(t, request{token: adminToken, body: `{"tenant_id":"acme","actor_id":"ada","actor_type":"ai_agent","surface":"ci",
		"context":{"repo_id":"r","branch":"b","file_path":"f","environment":"e","evaluation_point":"pre-deploy","roles":["x"]},
		"signal":{"signal_id":"s","source":"ci","event_type":"ci.failed","severity":"high",
		"occurred_at":"2028-02-29T12:00:00+01:00","attributes":{"a":"1","b":2,"c":true}},"explain":true,"dry_run":true}`})
	place := signal.Place{RepoID: "r", Branch: "b", FilePath: "f", Environment: "e"}
	require.Equal(t, command.Decide{
		Caller: got.Caller, TenantID: "acme", ActorID: "ada", ActorType: actor.AIAgent, Roles: []string{"x"},
		Surface: "ci", Place: place, EvaluationPoint: "pre-deploy", Explain: true, DryRun: true,
		Signal: &signal.Signal{
			ID: "s", Source: "ci", EventType: "ci.failed", Severity: signal.High, Place: place,
			OccurredAt: time.Date(2028, 2, 29, 11, 0, 0, 0, time.UTC),
			Attributes: map[string]any{"a": "1", "b": 2.0, "c": true},
		},
	}, got)
	require.Equal(t, adminToken, got.Caller.Actor.ID)
}

func TestDecideDefaultsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	plain := asked(t, request{token: adminToken, body: goodDecide})
	require.Equal(t, "ide", string(plain.Surface))
	require.Equal(t, actor.Human, plain.ActorType)
	require.Nil(t, plain.Idempotency)
	agent := asked(t, request{token: agentToken, body: goodDecide})
	require.Equal(t, actor.AIAgent, agent.ActorType, "a caller who asks for itself is what its token says")
	other := asked(t, request{token: adminToken, body: `{"tenant_id":"acme","actor_id":"bob"}`})
	require.Equal(t, actor.Human, other.ActorType)
}

func TestAnIdempotencyKeyIsTheCallersOwnAndBoundToTheRequest(t *testing.T) {
	t.Parallel()
	header := map[string]string{"Idempotency-Key": "k-1"}
	first := asked(t, request{token: adminToken, header: header, body: `{"tenant_id":"acme","explain":true}`}).Idempotency
	require.Equal(t, "decide", first.Operation)
	require.Equal(t, adminToken, first.Caller)
	require.Equal(t, "k-1", first.Key)
	same := asked(t, request{token: adminToken, header: header, body: ` {"explain":true, "tenant_id":"\u0061cme"} `}).Idempotency
	require.Equal(t, first, same, "how a request is written does not matter")
	other := asked(t, request{token: adminToken, header: header, body: goodDecide}).Idempotency
	require.NotEqual(t, first.Hash, other.Hash)
}

func TestADecisionIsAnsweredAsTheContractLists(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, request{method: http.MethodPost, path: "/decide", token: adminToken, body: goodDecide})
	require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"))
	require.Empty(t, answer.header.Get("Idempotency-Replayed"))
	require.JSONEq(t, `{"decision":{
		"decision_id":"`+key(2).String()+`","tenant_id":"acme","actor_id":"ada","actor_type":"human","surface":"ci",
		"created_at":"2028-02-29T12:00:00Z","policy_snapshot_id":"tenant-policy:acme:0","policy_stale":false,
		"degraded_mode":false,"degraded_reasons":[],"latency_warning":false,"signal_id":"s1",
		"playbooks_fired":[{"playbook_id":"`+key(1).String()+`","revision":3,"version":"1.2.0"}],
		"experiment_assignments":[{"experiment_id":"`+key(5).String()+`","variant":"short"}],"receipt":{"receipt_id":"`+key(9).String()+`","status":"pending"},
		"explanation":[{"playbook_id":"`+key(1).String()+`","revision":3,"version":"1.2.0","fired":true,
			"steps":[{"name":"trigger","passed":true}]}],
		"actions":[
			{"action_id":"`+key(3).String()+`","type":"mirror","surfaces":["ide","ci"],"playbook_id":"`+key(1).String()+`","revision":3,
				"payload":{"title":"Three runs failed","body":"b","rationale":"","evidence_links":[],"presentation":{"ci":{
					"summary":"### Three runs failed\n\nb\n",
					"annotations":[{"path":"main.go","line":1,"level":"notice","message":"Three runs failed"}]}}},
				"requires_consent":false,"requires_dual_channel":false,"expires_at":"2028-02-29T13:00:00Z","dismissible":true},
			{"action_id":"`+key(4).String()+`","type":"mentor","surfaces":["alert"],"playbook_id":"`+key(1).String()+`","revision":3,
				"payload":{"title":"Pinning helps","body":"","rationale":"","evidence_links":["https://example.com/1"]},
				"requires_consent":false,"requires_dual_channel":false,"expires_at":"2028-02-29T12:00:00Z","dismissible":true}],
		"suppressed":[{"playbook_id":"`+key(6).String()+`","revision":1,"type":"mirror","reason":"quiet_hours",
			"detail":"It is within quiet hours. Until six."}]}}`, answer.body)
}

func TestWhatBecameOfADecisionIsMarked(t *testing.T) {
	t.Parallel()
	decided := command.Decided{Decision: someDecision(), Replayed: true, Late: true, DryRun: true}
	s := open(t, with(func(a *application.Application) { a.Commands.Decide = always[command.Decide](decided) }))
	answer := s.do(t, request{method: http.MethodPost, path: "/decide", token: adminToken, body: goodDecide})
	require.Equal(t, "true", answer.header.Get("Idempotency-Replayed"))
	require.Empty(t, answer.header.Get("MMM-Consistency-Token"))
	var got struct {
		Decision struct {
			LatencyWarning bool `json:"latency_warning"`
			Receipt        any  `json:"receipt"`
		} `json:"decision"`
	}
	require.NoError(t, json.Unmarshal([]byte(answer.body), &got))
	require.True(t, got.Decision.LatencyWarning)
	require.Nil(t, got.Decision.Receipt, "a dry run has no receipt")
}

func TestADecisionIsReadWithItsReceiptsState(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, request{path: "/decisions/" + key(2).String(), token: adminToken})
	require.Contains(t, answer.body, `"receipt":{"receipt_id":"`+key(9).String()+`","status":"sealed"}`)
}

func TestAReceiptArrivesByteForByte(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, request{path: "/decisions/" + key(2).String() + "/receipt", token: adminToken})
	require.Contains(t, answer.body, `"receipt":{"a":"<&>","b":[1,2]}`)
}
