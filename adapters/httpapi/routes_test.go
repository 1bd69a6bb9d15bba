package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
)

const (
	goodDecide     = `{"tenant_id":"acme"}`
	goodSignal     = `{"signal_id":"s","source":"ci","event_type":"ci.failed","severity":"high","occurred_at":"2028-02-29T11:00:00Z"}`
	goodEvaluate   = `{"tenant_id":"acme","signal":` + goodSignal + `}`
	goodOutcome    = `{"action_id":"01000000-0000-7000-8000-000000000003","result":"shown"}`
	goodExperiment = `{"name":"n","variants":[{"name":"c","weight":9000,"control":true},{"name":"h","weight":1000,"holdout":true}]}`
	goodPlaybook   = `{"name":"n","version":"1","triggers":[{}],"actions":[{"type":"mirror","surfaces":["ide"],"title":"t"}]}`
)

// good has a request for every operation that its fixture answers with success.
func good() map[string]request {
	at, tried := "/playbooks/"+key(1).String(), "/experiments/"+key(1).String()
	return map[string]request{
		"decide":          {method: http.MethodPost, path: "/decide", body: goodDecide},
		"evaluateTrigger": {method: http.MethodPost, path: "/triggers/evaluate", body: goodEvaluate},
		"acceptSignals":   {method: http.MethodPost, path: "/signals", body: goodSignal},
		"receiveGitHubDelivery": {
			method: http.MethodPost, path: "/integrations/github/acme/webhooks", body: `{}`,
			header: map[string]string{"X-GitHub-Delivery": "d", "X-GitHub-Event": "push", "X-Hub-Signature-256": "sha256=00"},
		},
		"setGitHubSecret":      {method: http.MethodPut, path: "/tenants/acme/integrations/github", body: `{"secret":"0123456789abcdef"}`},
		"recordOutcome":        {method: http.MethodPost, path: "/decisions/" + key(2).String() + "/outcomes", body: goodOutcome},
		"giveFeedback":         {method: http.MethodPost, path: "/actions/" + key(3).String() + "/feedback", body: `{"rating":"useful"}`},
		"getApproval":          {path: "/actions/" + key(3).String() + "/approvals"},
		"decideApproval":       {method: http.MethodPost, path: "/actions/" + key(3).String() + "/approvals", body: `{"decision":"approve"}`},
		"createPlaybook":       {method: http.MethodPost, path: "/playbooks", body: goodPlaybook},
		"validatePlaybook":     {method: http.MethodPost, path: "/playbooks/validate", body: goodPlaybook},
		"replacePlaybook":      {method: http.MethodPut, path: at, body: goodPlaybook},
		"deprecatePlaybook":    {method: http.MethodDelete, path: at},
		"publishPlaybook":      {method: http.MethodPost, path: at + "/publish"},
		"pausePlaybook":        {method: http.MethodPost, path: at + "/pause"},
		"resumePlaybook":       {method: http.MethodPost, path: at + "/resume", body: `{"reason":"fixed"}`},
		"listPlaybooks":        {path: "/playbooks"},
		"getPlaybook":          {path: at},
		"listRevisions":        {path: at + "/revisions"},
		"listExperiments":      {path: "/experiments"},
		"createExperiment":     {method: http.MethodPost, path: "/experiments", body: goodExperiment},
		"getExperiment":        {path: tried},
		"replaceExperiment":    {method: http.MethodPut, path: tried, body: goodExperiment},
		"activateExperiment":   {method: http.MethodPost, path: tried + "/activate"},
		"deactivateExperiment": {method: http.MethodPost, path: tried + "/deactivate", body: `{"reason":"done"}`},
		"getExperimentResults": {path: tried + "/results"},
		"listActions":          {path: "/actors/" + adminToken + "/actions"},
		"streamActions":        {path: "/actors/" + adminToken + "/actions/stream"},
		"listDecisions":        {path: "/decisions"},
		"explainDecision":      {path: "/decisions/" + key(2).String() + "/explanation"},
		"getEffectiveness":     {path: at + "/effectiveness"},
		"getTenantMetrics":     {path: "/tenants/acme/metrics"},
		"getTimeseries":        {path: "/tenants/acme/timeseries"},
		"getReceiptChain":      {path: "/tenants/acme/receipts/chain"},
		"getDecision":          {path: "/decisions/" + key(2).String()},
		"getDecisionReceipt":   {path: "/decisions/" + key(2).String() + "/receipt"},
		"listReceipts":         {path: "/receipts"},
		"getReceipt":           {path: "/receipts/" + key(9).String()},
		"redriveReceipts":      {method: http.MethodPost, path: "/receipts/redrive", body: `{"status":"failed"}`},
		"invalidatePolicy":     {method: http.MethodPost, path: "/policy/invalidate", body: `{"tenant_id":"acme"}`},
		"getPolicy":            {path: "/tenants/acme/policy"},
		"replacePolicy":        {method: http.MethodPut, path: "/tenants/acme/policy", body: `{}`},
		"listAudit":            {path: "/audit"},
		"getPreferences":       {path: "/actors/" + adminToken + "/preferences"},
		"setPreferences":       {method: http.MethodPut, path: "/actors/" + adminToken + "/preferences", body: `{}`},
		"snoozeActor":          {method: http.MethodPost, path: "/actors/" + adminToken + "/preferences/snooze", body: `{"duration_hours":1}`},
		"eraseActor":           {method: http.MethodDelete, path: "/actors/kim/data", body: `{"reason":"kim left"}`},
		"getErasure":           {path: "/erasures/" + key(8).String()},
		"getKeys":              {path: "/keys"},
		"getHealth":            {path: "/health"},
		"getReadiness":         {path: "/ready"},
		"getMetrics":           {path: "/metrics"},
		"getDocument":          {path: "/openapi.yaml"},
		"getDocumentation":     {path: "/docs"},
	}
}

// public are the operations that api.md exempts from the token.
func public() []string {
	return []string{
		"receiveGitHubDelivery", "getKeys", "getHealth", "getReadiness", "getMetrics", "getDocument", "getDocumentation",
	}
}

// undocumented are the routes that the document leaves out, each with its reason.
func undocumented() map[string]string {
	return map[string]string{
		httpapi.JobsPath:        "a page for people, which leads to the next",
		httpapi.JobsPath + "/*": "the job library's own page and interface, which change with it",
	}
}

func TestServedRoutesAreTheDocumentedOnes(t *testing.T) {
	t.Parallel()
	s := open(t, withJobsView)
	var served, documented []string
	left := undocumented()
	for _, route := range s.echo.Routes() {
		if undocumented()[route.Path] != "" {
			delete(left, route.Path)
			continue
		}
		served = append(served, route.Method+" "+route.Path)
	}
	require.Empty(t, left, "what is left out is served")
	for _, o := range s.contract.Operations() {
		path := strings.NewReplacer("{", ":", "}", "").Replace(o.Path)
		documented = append(documented, o.Method+" "+httpapi.BasePath+path)
	}
	require.ElementsMatch(t, documented, served)
}

func TestEveryOperationHasItsGoodRequest(t *testing.T) {
	t.Parallel()
	var documented []string
	for _, o := range open(t).contract.Operations() {
		documented = append(documented, o.ID)
	}
	require.ElementsMatch(t, documented, slices.Collect(maps.Keys(good())))
}

func TestAGoodRequestSucceedsWithWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, o := range s.contract.Operations() {
		r := good()[o.ID]
		r.token = adminToken
		answer := s.do(t, r)
		require.Less(t, answer.status, 300, "%s: %s", o.ID, answer.body)
		documented := o.Spec.Responses.Status(answer.status)
		require.NotNil(t, documented, "%s answers %d", o.ID, answer.status)
		if body := documented.Value.Content.Get("application/json"); body != nil {
			name := body.Schema.Ref[strings.LastIndexByte(body.Schema.Ref, '/')+1:]
			s.fits(t, name, answer.body)
		}
	}
}

func TestOnlyPublicRoutesAnswerWithoutAToken(t *testing.T) {
	t.Parallel()
	s := open(t)
	for operation, r := range good() {
		answer := s.do(t, r)
		if slices.Contains(public(), operation) {
			require.Less(t, answer.status, 300, operation)
			continue
		}
		s.problem(t, answer, http.StatusUnauthorized)
		require.Contains(t, answer.header.Get("WWW-Authenticate"), "Bearer", operation)
	}
}

func TestATokenThatCannotBeVerifiedOpensNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	for operation, r := range good() {
		if slices.Contains(public(), operation) {
			continue
		}
		for token, status := range map[string]int{"forged": 401, keysAwayToken: 503, strings.Repeat("x", 9<<10): 401} {
			r.token = token
			s.problem(t, s.do(t, r), status)
		}
		for _, scheme := range []string{"Basic YTpi", "Bearer", "Bearer ", "admin"} {
			r.token, r.header = "", map[string]string{"Authorization": scheme}
			s.problem(t, s.do(t, r), http.StatusUnauthorized)
		}
	}
}

func TestATokenWithoutRightsIsForbidden(t *testing.T) {
	t.Parallel()
	s := open(t)
	// Whose a decision or an action is, only its handler knows; what is an actor's own needs no right.
	exempt := append(public(), "getDecision", "explainDecision", "listDecisions", "giveFeedback", "getApproval", "decideApproval",
		"listActions", "streamActions")
	for operation, r := range good() {
		if slices.Contains(exempt, operation) {
			continue
		}
		r.token = nobodyToken
		s.problem(t, s.do(t, r), http.StatusForbidden)
	}
}

func TestAForeignTenant(t *testing.T) {
	t.Parallel()
	s := open(t)
	t.Run("in a body is forbidden", func(t *testing.T) {
		t.Parallel()
		p := s.problem(t, s.do(t, request{method: "POST", path: "/decide", token: adminToken, body: `{"tenant_id":"other"}`}), 403)
		require.Equal(t, "TENANT_MISMATCH", p.Code)
	})
	t.Run("in a path is not told", func(t *testing.T) {
		t.Parallel()
		s.problem(t, s.do(t, request{
			method: "PUT", path: "/tenants/other/integrations/github", token: adminToken, body: `{"secret":"0123456789abcdef"}`,
		}), 404)
		for method, body := range map[string]string{"GET": "", "PUT": "{}"} {
			s.problem(t, s.do(t, request{method: method, path: "/tenants/other/policy", token: adminToken, body: body}), 404)
		}
	})
}
