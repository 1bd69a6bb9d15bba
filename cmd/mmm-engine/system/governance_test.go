package system_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// govern tells the data governance service of the tenant.
func (r renter) govern(t *testing.T, config document) {
	t.Helper()
	got := r.do(t, request{method: http.MethodPut, path: r.simulator + "/_sim/governance/configs/" + r.id, body: config})
	require.Equal(t, http.StatusOK, got.status, string(got.body))
}

// quietNow are hours that cover the present, and the next one, lest it ends meanwhile.
func quietNow() document {
	hour := time.Now().UTC().Hour()
	return document{"quiet_hours": document{"start": hour, "end": (hour + 2) % 24}}
}

// withoutPolicy takes the tenant's own away, as if it never had set one.
func (r renter) withoutPolicy(t *testing.T) {
	t.Helper()
	rows[string](t, r.stack, `DELETE FROM tenant_policies WHERE tenant_id = $1 RETURNING tenant_id`, r.id)
}

// pushed answers how many actions of the next decision are pushed now, beside its answer.
func (w *whole) pushed(t *testing.T) int {
	t.Helper()
	return w.count(t, "deliveries")
}

func TestDataGovernanceSaysWhenATenantWithoutAPolicyIsLeftInPeace(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	w.govern(t, quietNow())
	rows[string](t, w.stack, `UPDATE tenant_policies SET body = replace(body, '"revision":0', '"revision":1')
		WHERE tenant_id = $1 RETURNING tenant_id`, w.id)
	w.told(t, w.next())
	require.Positive(t, w.pushed(t), "its own policy wins, which has no quiet hours")

	other := newWhole(t, nil)
	other.govern(t, quietNow())
	other.withoutPolicy(t)
	got := other.told(t, other.next())
	require.Equal(t, []string{"mirror", "mentor", "multiplier"}, got.types(), "an answer interrupts nobody")
	require.Zero(t, other.pushed(t))
	require.Empty(t, got.Reasons)
}

func TestDegradedWithoutDataGovernance(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	o := outage{
		service: "governance", circuit: "data_governance", calls: labels{"service": "data_governance", "result": "error"},
		span: "data_governance.config", reasons: []string{"data_governance"},
	}
	w.begin(t, o)
	require.Len(t, w.requireSeen(t, o, w.next().body).Actions, 3)
	w.requireLeftAlone(t, o)
}

// Without an answer the defaults hold. Which of them shows depends on the hour, so that
// governance asks for the contrary of what they say of it; that it is not obeyed shows either way.
func TestWithoutDataGovernanceNightsAreQuietAndDaysAreNot(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]document{
		"errors": {"mode": "error", "value": 503}, "garbage": {"mode": "garbage"}, "hangs": {"mode": "hang"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWhole(t, nil)
			w.withoutPolicy(t)
			nights := tenant.DefaultPolicy().QuietHours
			contrary := quietNow()
			if nights.Cover(time.Now()) {
				contrary = document{"quiet_hours": document{"start": 12, "end": 12}}
			}
			w.govern(t, contrary)
			w.misbehave(t, "governance", fault)
			got := decoded[struct {
				Decision struct {
					CreatedAt time.Time `json:"created_at"`
					Reasons   []string  `json:"degraded_reasons"`
				}
			}](t, w.do(t, w.next()), http.StatusOK).Decision
			require.Equal(t, []string{"data_governance"}, got.Reasons)
			require.Equal(t, nights.Cover(got.CreatedAt), w.pushed(t) == 0, "at %s", got.CreatedAt)
		})
	}
}

func TestWhatDataGovernanceSaysTooLateHoldsForTheNextDecision(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	w.withoutPolicy(t)
	w.govern(t, quietNow())
	w.misbehave(t, "governance", document{"mode": "latency", "value": 250})
	require.Equal(t, []string{"data_governance"}, w.told(t, w.next()).Reasons)
	eventually(t, "its answer is there", func() bool {
		before := w.pushed(t)
		if len(w.told(t, w.next()).Reasons) > 0 {
			return false
		}
		require.Equal(t, before, w.pushed(t), "its hours are quiet")
		return true
	})
	require.InDelta(t, 0, w.metrics(t).value("mmm_circuit_state", labels{"name": "data_governance"}), 0)
}
