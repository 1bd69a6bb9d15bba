package system_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// setPolicy is a request to replace the tenant's policy.
func (r renter) setPolicy(policy document, ifMatch string) request {
	return request{
		method: http.MethodPut, path: "/tenants/" + r.id + "/policy", token: r.token, body: policy,
		header: map[string]string{"If-Match": ifMatch},
	}
}

// heldBack is what a decision under a policy shows.
type heldBack struct {
	Snapshot string `json:"policy_snapshot_id"`
	Actions  []struct {
		Surfaces []string
		Deferral struct{ Surfaces []string }
	}
	Held []struct{ Reason string } `json:"suppressed"`
}

// underPolicy decides for an actor of its own, so that nobody is shown too much.
func (r renter) underPolicy(t *testing.T, actorID string) heldBack {
	t.Helper()
	ask := r.ask("security.code_scanning", alert())
	ask["actor_id"] = actorID
	return decoded[struct{ Decision heldBack }](t, r.do(t, r.post("/decide", ask, nil)), http.StatusOK).Decision
}

func TestAPolicyIsObeyedByTheNextDecision(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	awake, hour := document{"start": 0, "end": 0}, time.Now().UTC().Hour()
	for i, c := range []struct {
		policy   document
		surfaces []string
		waits    []string
		reason   string
	}{
		{document{"quiet_hours": awake}, []string{"ide", "ci", "alert"}, nil, ""},
		{document{"quiet_hours": awake, "enabled_surfaces": []string{"ci"}}, []string{"ci"}, nil, ""},
		{document{"quiet_hours": awake, "enabled_surfaces": []string{}}, nil, nil, "surface"},
		{document{"quiet_hours": awake, "enabled_action_types": []string{"mirror"}}, nil, nil, "action_type"},
		{
			document{"quiet_hours": document{"start": hour, "end": (hour + 2) % 24, "applies_to": "all"}},
			[]string{"ide", "ci", "alert"}, []string{"ide", "ci", "alert"}, "",
		},
		{document{"quiet_hours": awake}, []string{"ide", "ci", "alert"}, nil, ""},
	} {
		revision := strconv.Itoa(i + 1)
		set := r.do(t, r.setPolicy(c.policy, ""))
		require.Equal(t, http.StatusOK, set.status, string(set.body))
		require.Equal(t, `"`+revision+`"`, set.header.Get("ETag"))
		made := r.underPolicy(t, "dev-"+revision)
		require.Equal(t, "tenant-policy:"+r.id+":"+revision, made.Snapshot)
		if c.reason == "" {
			require.Len(t, made.Actions, 1)
			require.Equal(t, c.surfaces, made.Actions[0].Surfaces)
			require.Equal(t, c.waits, made.Actions[0].Deferral.Surfaces)
			continue
		}
		require.Empty(t, made.Actions)
		require.Len(t, made.Held, 1)
		require.Equal(t, c.reason, made.Held[0].Reason)
	}
}

func TestAPolicyIsReadAsItWasSetAndReplacedOnlyByWhoKnowsIt(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	read := request{method: http.MethodGet, path: "/tenants/" + r.id + "/policy", token: r.token}
	first := r.do(t, read)
	require.Equal(t, http.StatusOK, first.status)
	require.Equal(t, `"0"`, first.header.Get("ETag"))
	berlin := document{
		"quiet_hours": document{"time_zone": "Europe/Berlin"}, "legal_hold": true, "retention": document{"decisions_days": 30},
		"designated_approvers": []string{planted + "-lee"},
	}
	set := r.do(t, r.setPolicy(berlin, `"0"`))
	require.Equal(t, http.StatusOK, set.status, string(set.body))
	require.Equal(t, "VERSION_MISMATCH", refused(t, r.do(t, r.setPolicy(document{}, `"0"`)), http.StatusPreconditionFailed).Code)
	again := r.do(t, read)
	require.JSONEq(t, string(set.body), string(again.body))
	require.Equal(t, set.header.Get("ETag"), again.header.Get("ETag"))
	kept := decoded[document](t, again, http.StatusOK)
	require.Equal(t, document{"start": 22.0, "end": 6.0, "time_zone": "Europe/Berlin", "applies_to": "push"}, kept["quiet_hours"])
	require.Equal(t, document{"decisions_days": 30.0, "outcomes_days": 365.0}, kept["retention"])
	require.Equal(t, []any{planted + "-lee"}, kept["designated_approvers"])

	bad := document{
		"quiet_hours": document{"start": 24, "time_zone": "Local"}, "quotas": document{"max_alerts_per_day": -1},
		"enabled_surfaces": []string{"ci", "ci", planted}, "colour": planted, "revision": 7,
	}
	p := refused(t, r.do(t, r.setPolicy(bad, "")), http.StatusUnprocessableEntity)
	require.ElementsMatch(t, []string{
		"quiet_hours.start", "quiet_hours.time_zone", "quotas.max_alerts_per_day", "enabled_surfaces[1]", "enabled_surfaces[2]",
		"colour", "revision",
	}, p.paths())
	for _, role := range []string{actor.RoleOperator, actor.RoleApprover, actor.RolePrivacyAdmin} {
		other := r.inRole(t, "olga", role)
		require.Equal(t, "ROLE_REQUIRED", forbidden(t, r.do(t, other.setPolicy(bad, ""))).Code)
	}
	require.Equal(t, 1, r.count(t, "audit_entries"))
}

// audited is an entry of the list.
type audited struct {
	EntryID     int       `json:"entry_id"`
	Timestamp   time.Time `json:"timestamp"`
	AdminUserID string    `json:"admin_user_id"`
	TenantID    string    `json:"tenant_id"`
	Action      string    `json:"action"`
	Resource    string    `json:"resource"`
	Before      document  `json:"before"`
	After       document  `json:"after"`
	TraceID     string    `json:"trace_id"`
}

// audit reads a whole list in pages of two.
func (r renter) audit(tb testing.TB, filters url.Values) []audited {
	tb.Helper()
	var all []audited
	for filters.Set("limit", "2"); ; {
		got := r.do(tb, request{method: http.MethodGet, path: "/audit?" + filters.Encode(), token: r.token})
		page := decoded[struct {
			Items      []audited
			NextCursor string `json:"next_cursor"`
		}](tb, got, http.StatusOK)
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all
		}
		filters.Set("cursor", page.NextCursor)
	}
}

func TestTheAuditAndAReceiptSayWhoChangedThePolicyAndHow(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t) // three creations and three publications, by kim
	ann := r.inRole(t, "ann", actor.RoleTenantAdmin)
	approvers := []string{planted + "-lee"}
	require.Equal(t, http.StatusOK, r.do(t, ann.setPolicy(document{"enabled_surfaces": []string{"ci"}, "designated_approvers": approvers}, "")).status)
	require.Equal(t, http.StatusOK, r.do(t, r.setPolicy(document{"legal_hold": true}, "")).status)

	all := ann.audit(t, url.Values{})
	require.Len(t, all, 8)
	for i, entry := range all {
		require.Equal(t, r.id, entry.TenantID)
		require.WithinDuration(t, time.Now(), entry.Timestamp, patience)
		require.True(t, i == 0 || !entry.Timestamp.After(all[i-1].Timestamp), "newest first")
	}
	of := ann.audit(t, url.Values{"resource": {"policy/" + r.id}})
	require.Equal(t, all[:2], of)
	require.Equal(t, of[1:], ann.audit(t, url.Values{"actor": {"ann"}}))
	require.Len(t, ann.audit(t, url.Values{"actor": {"kim"}}), 7)
	require.Equal(t, of[:1], ann.audit(t, url.Values{"actor": {"kim"}, "resource": {"policy/" + r.id}}))
	edge := of[0].Timestamp.Format(time.RFC3339Nano)
	require.Contains(t, ann.audit(t, url.Values{"from": {edge}}), of[0])
	require.NotContains(t, ann.audit(t, url.Values{"to": {edge}}), of[0])

	require.Equal(t, "policy.update", of[1].Action)
	require.Equal(t, []any{"ide", "ci", "alert"}, of[1].Before["enabled_surfaces"])
	require.Equal(t, []any{"ci"}, of[1].After["enabled_surfaces"])
	require.InDelta(t, 1, of[1].After["designated_approver_count"], 0)
	require.Equal(t, of[1].After, of[0].Before)
	require.Equal(t, true, of[0].After["legal_hold"])
	r.requireReceiptOf(t, of[1])
}

// requireReceiptOf wants the evidence service to have a receipt that says what the
// entry says, and names nobody.
func (r renter) requireReceiptOf(t *testing.T, entry audited) {
	t.Helper()
	var found []string
	eventually(t, "the receipt is emitted", func() bool {
		found = nil
		for _, one := range r.received(t) {
			var said struct {
				Inputs struct {
					Operation string   `json:"operation"`
					Resource  string   `json:"resource"`
					Before    document `json:"before"`
					After     document `json:"after"`
				} `json:"inputs"`
			}
			require.NoError(t, json.Unmarshal([]byte(one.text), &said))
			if said.Inputs.Operation == entry.Action && said.Inputs.After["revision"] == entry.After["revision"] {
				require.Equal(t, entry.Resource, said.Inputs.Resource)
				require.Equal(t, entry.Before, said.Inputs.Before)
				require.Equal(t, entry.After, said.Inputs.After)
				found = append(found, one.text)
			}
		}
		return len(found) == 1
	})
	require.NotContains(t, found[0], entry.AdminUserID+`"`)
	require.NotContains(t, found[0], planted)
}
