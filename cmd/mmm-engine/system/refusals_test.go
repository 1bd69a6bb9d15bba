package system_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Each mistake has a path of its own, and none of them changes anything.
func TestAPolicyOrPreferencesThatAreRefusedChangeNothing(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	require.Equal(t, http.StatusOK, r.do(t, r.setPolicy(document{"enabled_surfaces": []string{"ci"}}, "")).status)
	r.wants(t, "kim", document{"preferred_surfaces": []string{"ci"}})
	policy := request{method: http.MethodGet, path: "/tenants/" + r.id + "/policy", token: r.token}
	mine := request{method: http.MethodGet, path: preferencesOf("kim"), token: r.token}
	counts, audited, before, wanted := r.counts(t), r.count(t, "audit_entries"), r.do(t, policy), r.do(t, mine)

	set := func(body document) request { return r.setPolicy(body, "") }
	want := func(body document) request {
		return request{method: http.MethodPut, path: preferencesOf("kim"), token: r.token, body: body}
	}
	snooze := func(body document) request { return r.post(preferencesOf("kim")+"/snooze", body, nil) }
	past, far := time.Now().Add(-time.Minute).UTC(), time.Now().Add(90*24*time.Hour+time.Minute).UTC()
	for _, bad := range []struct {
		ask  request
		path string
	}{
		{set(document{"enabled_surfaces": []string{"tv"}}), "enabled_surfaces[0]"},
		{set(document{"enabled_action_types": []string{"mirror", "song"}}), "enabled_action_types[1]"},
		{set(document{"quiet_hours": document{"start": -1}}), "quiet_hours.start"},
		{set(document{"quiet_hours": document{"end": 24}}), "quiet_hours.end"},
		{set(document{"quiet_hours": document{"time_zone": "Mars/Olympus"}}), "quiet_hours.time_zone"},
		{want(document{"preferred_surfaces": []string{"tv"}}), "preferred_surfaces[0]"},
		{want(document{"opt_out_categories": []string{"song"}}), "opt_out_categories[0]"},
		{want(document{"snooze_until": past}), "snooze_until"},
		{want(document{"snooze_until": time.Time{}}), "snooze_until"},
		{want(document{"snooze_until": far}), "snooze_until"},
		{snooze(document{"until": past}), "until"},
		{snooze(document{"until": far}), "until"},
		{snooze(document{"duration_hours": 2161}), "duration_hours"},
	} {
		p := refused(t, r.do(t, bad.ask), http.StatusUnprocessableEntity)
		require.Equal(t, "VALIDATION_FAILED", p.Code)
		require.Equal(t, []string{bad.path}, p.paths())
	}
	late := snooze(document{"duration_hours": 1})
	late.header = map[string]string{"If-Match": `"0"`}
	for _, lost := range []request{late, r.setPolicy(document{}, `"0"`)} {
		require.Equal(t, "VERSION_MISMATCH", refused(t, r.do(t, lost), http.StatusPreconditionFailed).Code)
	}
	for ask, kept := range map[*request]answer{&policy: before, &mine: wanted} {
		after := r.do(t, *ask)
		require.Equal(t, string(kept.body), string(after.body))
		require.Equal(t, kept.header.Get("ETag"), after.header.Get("ETag"))
	}
	require.Equal(t, counts, r.counts(t))
	require.Equal(t, audited, r.count(t, "audit_entries"))
}
