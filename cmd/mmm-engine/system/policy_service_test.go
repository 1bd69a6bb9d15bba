package system_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rule tells the policy service of the tenant.
func (r renter) rule(t *testing.T, ruling document) {
	t.Helper()
	got := r.do(t, request{method: http.MethodPut, path: r.simulator + "/_sim/policy/rulings/" + r.id, body: ruling})
	require.Equal(t, http.StatusOK, got.status, string(got.body))
}

func policyAway() outage {
	return outage{
		service: "policy", circuit: "policy", calls: labels{"service": "policy", "operation": "evaluate", "result": "error"},
		span: "policy.evaluate", reasons: []string{"policy"},
	}
}

func TestThePolicyServiceRulesAndItsSnapshotIsEvidence(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	w.rule(t, document{
		"policy_snapshot_id": "snap-7", "policy_version_ids": []string{"p@7"}, "restrictions": []string{"mentor", "multiplier"},
		"override_windows": []document{{
			"from": time.Now().Add(-time.Hour), "to": time.Now().Add(time.Hour), "lifts": []string{"mentor"},
		}},
	})
	got := w.told(t, w.next())
	require.Equal(t, []string{"mirror", "mentor"}, got.types())
	require.Equal(t, "snap-7", got.SnapshotID)
	require.Equal(t, "policy", got.Suppressed[0].Reason)
	eventually(t, "the receipt is there", func() bool { return w.received(t)[got.Receipt.ID].ID != "" })
	receipt := w.received(t)[got.Receipt.ID].text
	require.Contains(t, receipt, `"policy_version_ids":["p@7"]`)
	require.Contains(t, receipt, `"status":"soft_block"`)
	require.Regexp(t, `"snapshot_hash":"sha256:[0-9a-f]{64}"`, receipt)
}

func TestGoldStandardsForbidWhereTheyApply(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	got := w.do(t, request{method: http.MethodPut, path: w.simulator + "/_sim/policy/standards/" + w.id, body: document{"items": []document{{
		"standard_id": "gs-1", "name": "n", "version": "2.0", "compliance_rules": []document{{
			"applies_to": document{"repos": []string{"acme/*"}, "branches": []string{"b1"}}, "forbid": []string{"multiplier"},
		}},
	}}}})
	require.Equal(t, http.StatusOK, got.status, string(got.body))
	require.Equal(t, []string{"mirror", "mentor"}, w.told(t, w.next()).types(), "on branch b1")
	require.Equal(t, []string{"mirror", "mentor", "multiplier"}, w.told(t, w.next()).types(), "on branch b2")
}

// With the policy service away its last ruling is taken for a while, as stale; then nothing
// can be decided.
func TestDegradedWithoutPolicy(t *testing.T) {
	t.Parallel()
	w := newWhole(t, map[string]string{"POLICY_FRESH": "1ms", "POLICY_STALE": "6s"})
	asked := w.next()
	require.False(t, w.told(t, asked).Stale)
	began := time.Now()
	o := policyAway()
	w.begin(t, o)
	again := func() answer { return w.do(t, w.post("/decide", toAnother(asked.body.(document)), nil)) }
	stale := w.requireSeen(t, o, toAnother(asked.body.(document)))
	require.True(t, stale.Stale)
	require.Len(t, stale.Actions, 3)
	require.Contains(t, w.received(t)[stale.Receipt.ID].text, `"status":"warn"`)

	w.refusedForPolicy(t, w.next()) // of this situation nothing was ever known
	eventually(t, "what was known is too old", func() bool { return again().status == http.StatusServiceUnavailable })
	require.Greater(t, time.Since(began), 5*time.Second)
	w.requireLeftAlone(t, o)
}

// refusedForPolicy wants a refusal, and a receipt that says so.
func (w *whole) refusedForPolicy(t *testing.T, asked request) {
	t.Helper()
	before := w.count(t, "decisions")
	got := w.do(t, asked)
	require.Equal(t, "POLICY_UNAVAILABLE", refused(t, got, http.StatusServiceUnavailable).Code)
	require.NotEmpty(t, got.header.Get("Retry-After"))
	require.Equal(t, before, w.count(t, "decisions"))
	eventually(t, "the receipt is there", func() bool {
		for _, one := range w.received(t) {
			if strings.Contains(one.text, `"status":"hard_block"`) {
				return strings.Contains(one.text, `"degraded":true`)
			}
		}
		return false
	})
}

func TestDegradedWithoutPolicyASafetyCriticalTenantGetsNothing(t *testing.T) {
	t.Parallel()
	for name, prepared := range map[string]func(*whole){
		"by its own policy": func(w *whole) {
			rows[string](t, w.stack, `UPDATE tenant_policies SET body = replace(body, '"safety_critical":false', '"safety_critical":true')
				WHERE tenant_id = $1 RETURNING tenant_id`, w.id)
		},
		"by the policy service": func(w *whole) { w.rule(t, document{"fail_closed": true}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWhole(t, map[string]string{"POLICY_FRESH": "1ms"})
			prepared(w)
			asked := w.next()
			require.Len(t, w.told(t, asked).Actions, 3)
			w.begin(t, policyAway())
			got := w.told(t, w.post("/decide", toAnother(asked.body.(document)), nil))
			require.Empty(t, got.Actions)
			require.True(t, got.Stale)
			for _, s := range got.Suppressed {
				require.Equal(t, "degraded", s.Reason)
			}
			w.refusedForPolicy(t, w.next())
		})
	}
}

// between passes requests on to platform-sim, but for those below a path that is cut.
func between(t *testing.T, simulator string, cut *atomic.Pointer[string]) string {
	t.Helper()
	proxy := httputil.NewSingleHostReverseProxy(parsedURL(t, simulator))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := cut.Load(); path != nil && strings.HasPrefix(r.URL.Path, *path) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestDegradedWithoutGoldStandardsOnlyMirrorsAreShown(t *testing.T) {
	t.Parallel()
	w := newWhole(t, map[string]string{"POLICY_MODE": "opa", "OPA_URL": "{simulator}/policy", "OPA_POLICY_PATH": "mmm/evaluate"})
	o := outage{
		service: "policy", circuit: "policy", calls: labels{"service": "policy", "operation": "standards", "result": "error"},
		span: "policy.standards", reasons: []string{"gold_standards"},
	}
	var cut atomic.Pointer[string]
	w.environ["POLICY_SERVICE_URL"] = between(t, w.simulator, &cut) + "/policy"
	require.Zero(t, w.engine.stop(t))
	w.startEngine(t)
	require.Len(t, w.told(t, w.next()).Actions, 3)
	require.Zero(t, w.engine.stop(t)) // its standards are fresh for a minute
	w.startEngine(t)
	away := "/policy/v1/standards"
	cut.Store(&away)
	got := w.requireSeen(t, o, w.next().body)
	require.Equal(t, []string{"mirror"}, got.types())
	require.Equal(t, "degraded", got.Suppressed[0].Reason)
	require.Contains(t, w.received(t)[got.Receipt.ID].text, `"policy_decision_id":"`, "Open Policy Agent's own")
}

// No instance goes by what was said before, whichever was told, though both keep it.
func TestAnInvalidatedPolicyIsForgottenByEveryInstance(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	other := renter{stack: w.beside(t), id: w.id, token: w.token}
	asked := w.next().body.(document)
	types := func(r renter) []string {
		return decoded[struct{ Decision answered }](t, r.do(t, r.post("/decide", toAnother(asked), nil)), http.StatusOK).Decision.types()
	}
	for _, r := range []renter{w.renter, other, w.renter, other} {
		require.Len(t, types(r), 3)
	}
	w.rule(t, document{"restrictions": []string{"mentor"}})
	for _, r := range []renter{w.renter, other} {
		require.Len(t, types(r), 3, "what is kept is fresh")
	}
	got := w.do(t, w.post("/policy/invalidate", document{"tenant_id": w.id}, nil))
	require.Equal(t, http.StatusNoContent, got.status, string(got.body))
	for _, r := range []renter{other, w.renter} {
		require.Equal(t, []string{"mirror", "multiplier"}, types(r))
	}
	foreign := w.do(t, w.post("/policy/invalidate", document{"tenant_id": "another"}, nil))
	require.Equal(t, "TENANT_MISMATCH", refused(t, foreign, http.StatusForbidden).Code)
}
