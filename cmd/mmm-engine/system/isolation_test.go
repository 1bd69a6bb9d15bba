package system_test

import (
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// documented is the document that the server's routes are generated from.
const documented = "../../../adapters/httpapi/openapi.yaml"

// intrusion is what a stranger tries, and how it must end.
type intrusion struct {
	request

	status int
	code   string
}

// intrusions has one for every operation that concerns a tenant: each names what
// belongs to the owner.
func intrusions(t *testing.T, owner renter, made decision, experimentID string) map[string]intrusion {
	t.Helper()
	trial := "/experiments/" + experimentID
	ask := owner.ask("security.code_scanning", alert())
	own := newSignal("ci.failed", document{})
	own["tenant_id"] = owner.id
	playbook := newPlaybook()
	at, of, offered := "/playbooks/"+made.Fired[0].PlaybookID, "/decisions/"+made.ID, made.Actions[0].ID
	missing := func(method, path string, body any) intrusion {
		return intrusion{request{method: method, path: path, body: body}, http.StatusNotFound, "NOT_FOUND"}
	}
	mismatch := func(path string, body any) intrusion {
		return intrusion{request{method: http.MethodPost, path: path, body: body}, http.StatusForbidden, "TENANT_MISMATCH"}
	}
	return map[string]intrusion{
		"decide":               mismatch("/decide", ask),
		"evaluateTrigger":      mismatch("/triggers/evaluate", ask),
		"acceptSignals":        mismatch("/signals", own),
		"invalidatePolicy":     mismatch("/policy/invalidate", document{"tenant_id": owner.id}),
		"getDecision":          missing(http.MethodGet, of, nil),
		"getDecisionReceipt":   missing(http.MethodGet, of+"/receipt", nil),
		"recordOutcome":        missing(http.MethodPost, of+"/outcomes", document{"action_id": offered, "result": "shown"}),
		"giveFeedback":         missing(http.MethodPost, "/actions/"+offered+"/feedback", document{"rating": "useful"}),
		"getApproval":          missing(http.MethodGet, "/actions/"+offered+"/approvals", nil),
		"decideApproval":       missing(http.MethodPost, "/actions/"+offered+"/approvals", document{"decision": "approve"}),
		"getReceipt":           missing(http.MethodGet, "/receipts/"+made.Receipt.ID, nil),
		"setGitHubSecret":      missing(http.MethodPut, "/tenants/"+owner.id+"/integrations/github", document{"secret": webhookSecret + "2"}),
		"explainDecision":      missing(http.MethodGet, of+"/explanation", nil),
		"getEffectiveness":     missing(http.MethodGet, at+"/effectiveness", nil),
		"getTenantMetrics":     missing(http.MethodGet, "/tenants/"+owner.id+"/metrics", nil),
		"getTimeseries":        missing(http.MethodGet, "/tenants/"+owner.id+"/timeseries", nil),
		"getReceiptChain":      missing(http.MethodGet, "/tenants/"+owner.id+"/receipts/chain", nil),
		"getPolicy":            missing(http.MethodGet, "/tenants/"+owner.id+"/policy", nil),
		"replacePolicy":        missing(http.MethodPut, "/tenants/"+owner.id+"/policy", document{}),
		"getPlaybook":          missing(http.MethodGet, at, nil),
		"replacePlaybook":      missing(http.MethodPut, at, playbook),
		"deprecatePlaybook":    missing(http.MethodDelete, at, nil),
		"publishPlaybook":      missing(http.MethodPost, at+"/publish", document{}),
		"pausePlaybook":        missing(http.MethodPost, at+"/pause", document{}),
		"resumePlaybook":       missing(http.MethodPost, at+"/resume", document{}),
		"listRevisions":        missing(http.MethodGet, at+"/revisions", nil),
		"getExperiment":        missing(http.MethodGet, trial, nil),
		"replaceExperiment":    missing(http.MethodPut, trial, newExperiment()),
		"activateExperiment":   missing(http.MethodPost, trial+"/activate", document{}),
		"deactivateExperiment": missing(http.MethodPost, trial+"/deactivate", document{}),
		"getExperimentResults": missing(http.MethodGet, trial+"/results", nil),
		"getErasure":           missing(http.MethodGet, "/erasures/"+owner.onceErased(t), nil),
		"listActions":          missing(http.MethodGet, "/actors/ada/actions", nil),
		"streamActions":        missing(http.MethodGet, "/actors/ada/actions/stream", nil),
	}
}

// harmless are the operations that name no tenant's things: they answer, but with
// nothing of another tenant.
func harmless() map[string]request {
	return map[string]request{
		"listPlaybooks":    {method: http.MethodGet, path: "/playbooks"},
		"createPlaybook":   {method: http.MethodPost, path: "/playbooks", body: newPlaybook()},
		"validatePlaybook": {method: http.MethodPost, path: "/playbooks/validate", body: newPlaybook()},
		"listExperiments":  {method: http.MethodGet, path: "/experiments"},
		"createExperiment": {method: http.MethodPost, path: "/experiments", body: newExperiment()},
		"listReceipts":     {method: http.MethodGet, path: "/receipts"},
		"redriveReceipts":  {method: http.MethodPost, path: "/receipts/redrive", body: document{"status": "failed"}},
		"listDecisions":    {method: http.MethodGet, path: "/decisions"},
		"listAudit":        {method: http.MethodGet, path: "/audit"},
		"getPreferences":   {method: http.MethodGet, path: "/actors/kim/preferences"},
		"setPreferences":   {method: http.MethodPut, path: "/actors/kim/preferences", body: document{"opt_out_categories": []string{"mentor"}}},
		"snoozeActor":      {method: http.MethodPost, path: "/actors/kim/preferences/snooze", body: document{"duration_hours": 1}},
		"eraseActor":       {method: http.MethodDelete, path: "/actors/actor-of-the-owner/data", body: document{}},
		"getKeys":          {method: http.MethodGet, path: "/keys"},
		"getHealth":        {method: http.MethodGet, path: "/health"},
		"getReadiness":     {method: http.MethodGet, path: "/ready"},
		"getMetrics":       {method: http.MethodGet, path: "/metrics"},
		"getDocument":      {method: http.MethodGet, path: "/openapi.yaml"},
		"getDocumentation": {method: http.MethodGet, path: "/docs"},
	}
}

// onceErased is an erasure that ended before.
func (r renter) onceErased(t *testing.T) string {
	t.Helper()
	return rows[string](t, r.stack, `INSERT INTO erasures (tenant_id, erasure_id, alias, state, reason, requested_by, admin_type, requested_at, ended_at)
		VALUES ($1, gen_random_uuid(), 'deleted-1', 'completed', $2, gen_random_uuid(), 'human', now(), now()) RETURNING erasure_id::text`,
		r.id, planted)[0]
}

func newPlaybook() document {
	return document{
		"name": "a-stranger's", "version": "1", "triggers": []document{{}},
		"actions": []document{{"type": "mirror", "surfaces": []string{"ide"}, "title": "t"}},
	}
}

func TestNoRouteShowsAStrangerWhatATenantHas(t *testing.T) {
	t.Parallel()
	owner, stranger := shared.renter(t).withExamples(t).withWebhooks(t), shared.renter(t)
	made := owner.decide(t, owner.ask("security.code_scanning", alert()))
	playbookID := made.Fired[0].PlaybookID
	experimentID := owner.experiment(t, newExperiment())
	before, etag := owner.counts(t), owner.etag(t, playbookID)
	tries, open := intrusions(t, owner, made, experimentID), harmless()
	for _, operation := range operations(t) {
		try, guarded := tries[operation]
		request, public := open[operation]
		switch {
		case guarded:
			try.token = stranger.token
			p := refused(t, stranger.do(t, try.request), try.status)
			require.Equal(t, try.code, p.Code, operation)
		case public:
			request.token = stranger.token
			got := stranger.do(t, request)
			require.Less(t, got.status, 300, operation)
			for _, secret := range []string{made.ID, made.Receipt.ID, made.Actions[0].ID, playbookID, experimentID, planted} {
				require.NotContains(t, string(got.body), secret, operation)
			}
		case operation == "receiveGitHubDelivery":
			refused(t, owner.deliver(t, "the-stranger's-own-secret", "d", "push", []byte(`{}`)), http.StatusUnauthorized)
		default:
			require.Fail(t, "say here how a stranger would use "+operation)
		}
	}
	require.Equal(t, before, owner.counts(t))
	require.Equal(t, etag, owner.etag(t, playbookID))
}

func (r renter) etag(tb testing.TB, playbookID string) string {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: "/playbooks/" + playbookID, token: r.token})
	require.Equal(tb, http.StatusOK, got.status)
	return got.header.Get("ETag")
}

func operations(tb testing.TB) []string {
	tb.Helper()
	contract, err := openapi3.NewLoader().LoadFromFile(documented)
	require.NoError(tb, err)
	var all []string
	for _, path := range contract.Paths.Map() {
		for _, operation := range path.Operations() {
			all = append(all, operation.OperationID)
		}
	}
	require.NotEmpty(tb, all)
	return all
}

func TestAnotherTenantsSignalInABatchRefusesItWhole(t *testing.T) {
	t.Parallel()
	owner, stranger := shared.renter(t), shared.renter(t)
	own, foreign := newSignal("ci.failed", document{}), newSignal("ci.failed", document{})
	foreign["tenant_id"] = owner.id
	got := stranger.do(t, stranger.post("/signals", document{"signals": []document{own, foreign}}, nil))
	require.Equal(t, "TENANT_MISMATCH", refused(t, got, http.StatusForbidden).Code)
	require.Zero(t, owner.count(t, "signals")+stranger.count(t, "signals"))
}
