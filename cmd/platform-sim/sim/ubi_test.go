package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

func (m *mounted) behaviour(query, tenantID string) answer {
	m.t.Helper()
	return m.do("GET", "/ubi/v1/ubi/signals/recent?"+query, nil, "X-Tenant-ID", tenantID)
}

func TestTheBehaviourServiceAnswersWhatItWasToldOfAnActorNewestFirst(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for _, told := range []string{
		`{"tenant_id":"acme","actor_or_group_id":"ada","dimension":"flow","signal_type":"risk","score":40,"severity":"WARN"}`,
		`{"tenant_id":"acme","actor_or_group_id":"crew","actor_scope":"team","dimension":"activity","signal_type":"opportunity","score":7}`,
		`{"tenant_id":"acme","actor_or_group_id":"lee","dimension":"flow","signal_type":"risk","score":1}`,
		`{"tenant_id":"beta","actor_or_group_id":"ada","dimension":"flow","signal_type":"risk","score":2}`,
	} {
		require.Equal(t, 201, m.do("POST", "/_sim/ubi/signals", told).status)
	}
	scores := func(limit string) []float64 {
		var got struct{ Signals []struct{ Score float64 } }
		m.behaviour("tenant_id=acme&actor_id=ada&limit="+limit, "acme").into(&got)
		found := []float64{}
		for _, one := range got.Signals {
			found = append(found, one.Score)
		}
		return found
	}
	require.Equal(t, []float64{7, 40}, scores("10"))
	require.Equal(t, []float64{7}, scores("1"))
	require.Equal(t, 204, m.do("DELETE", "/_sim/ubi/signals", nil).status)
	require.Empty(t, scores("10"))
}

func TestTheBehaviourServiceRefusesWhatTheContractDoesNotKnow(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for _, path := range []string{"tenant_id", "actor_id", "limit"} {
		m.behaviour("limit=0", "").refused(422, path)
	}
	m.behaviour("tenant_id=acme&actor_id=ada&limit=10", "beta").refused(403, "")
	for _, path := range []string{"tenant_id", "actor_or_group_id", "dimension", "signal_type", "severity", "score", "actor_scope"} {
		m.do("POST", "/_sim/ubi/signals", `{"score":101,"severity":"LOUD","actor_scope":"crowd"}`).refused(422, path)
	}
	m.do("GET", "/ubi/x", nil).refused(404, "")
}
