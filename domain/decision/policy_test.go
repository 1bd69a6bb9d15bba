package decision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// everyType proposes a mirror, a mentor and a multiplier.
func everyType() *decision.Inputs {
	return inputs(made(1, ofType(action.Mirror)), made(2, ofType(action.Mentor)), made(3, ofType(action.Multiplier)))
}

func typesOf(decided decision.Decision) []action.Type {
	var types []action.Type
	for _, a := range decided.Actions {
		types = append(types, a.Type)
	}
	return types
}

func reasonsOf(decided decision.Decision) map[action.Type]decision.Reason {
	reasons := map[action.Type]decision.Reason{}
	for _, s := range decided.Suppressed {
		reasons[s.Type] = s.Reason
	}
	return reasons
}

func TestAStalePolicyHoldsEverythingBackOnlyWhereItHasToBeFresh(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stale, critical, failClosed bool
		said                        int
	}{
		"fresh":                     {said: 3},
		"fresh and critical":        {critical: true, failClosed: true, said: 3},
		"stale":                     {stale: true, said: 3},
		"stale and safety-critical": {stale: true, critical: true},
		"stale and fail closed":     {stale: true, failClosed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := everyType()
			in.Snapshot.Stale, in.Snapshot.FailClosed, in.Policy.SafetyCritical = c.stale, c.failClosed, c.critical
			decided := decide(in)
			require.Len(t, decided.Actions, c.said)
			for _, s := range decided.Suppressed {
				require.Equal(t, decision.Degraded, s.Reason)
			}
			if c.stale {
				require.Equal(t, receipt.Warn, decided.Receipt(0).Status)
			}
		})
	}
}

func TestWithoutGoldStandardsOnlyFactsAreTold(t *testing.T) {
	t.Parallel()
	in := everyType()
	in.Compliance.Unknown = true
	decided := decide(in)
	require.Equal(t, []action.Type{action.Mirror}, typesOf(decided))
	require.Equal(t, map[action.Type]decision.Reason{
		action.Mentor: decision.Degraded, action.Multiplier: decision.Degraded,
	}, reasonsOf(decided))
}

func TestAGoldStandardForbidsAsThePolicyDoes(t *testing.T) {
	t.Parallel()
	in := everyType()
	in.Compliance = policy.Compliance{Forbidden: []action.Type{action.Mirror, action.Multiplier}, Standards: []string{"gs-1@2.0"}}
	decided := decide(in)
	require.Equal(t, []action.Type{action.Mentor}, typesOf(decided))
	require.Equal(t, map[action.Type]decision.Reason{
		action.Mirror: decision.PolicyForbids, action.Multiplier: decision.PolicyForbids,
	}, reasonsOf(decided))
	made := decided.Receipt(0)
	require.Equal(t, receipt.SoftBlock, made.Status)
	require.Contains(t, canonical.Marshal(made.Inputs), `"gold_standards":["gs-1@2.0"]`)
}

func TestAReceiptNamesThePolicyServicesOwnDecision(t *testing.T) {
	t.Parallel()
	in := everyType()
	in.Snapshot.EvaluationID = "opa-7"
	decided := decide(in)
	require.Contains(t, canonical.Marshal(decided.Receipt(0).Inputs), `"policy_decision_id":"opa-7"`)
}

// Nothing was decided, so nothing is named that could be looked for.
func TestARefusalIsEvidenceOfNoPolicyAndOfNoDecision(t *testing.T) {
	t.Parallel()
	request := everyType().Request
	refused := decision.Refusal(request, id.UUID{7}, []string{"policy", "ubi"}, 5*time.Second)
	require.Equal(t, receipt.HardBlock, refused.Status)
	require.True(t, refused.Degraded)
	require.Equal(t, policy.None().Hash, refused.SnapshotHash)
	require.Equal(t, request.ReceiptID, refused.ID)
	inputs, result := canonical.Marshal(refused.Inputs), canonical.Marshal(refused.Result)
	require.Contains(t, inputs, `"actor_ref":"`+id.UUID{7}.String()+`"`)
	require.NotContains(t, inputs, "decision_id")
	require.NotContains(t, inputs, "policy_snapshot_id")
	require.Contains(t, result, `"degraded_reasons":["policy","ubi"]`)
	require.Contains(t, result, `"actions":[]`)
}
