package receipt_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

func TestAReceiptsStateFollowsFromItsStanding(t *testing.T) {
	t.Parallel()
	refused := receipt.Refusal{Reason: "answered 422", At: at()}
	requeued, settled := refused, refused
	requeued.RequeuedAt = at()
	settled.RequeuedAt, settled.SettledAt = at(), at()
	for name, c := range map[string]struct {
		standing receipt.Standing
		want     receipt.State
	}{
		"without a place in the chain":   {receipt.Standing{Emitted: 7}, receipt.Pending},
		"before the watermark":           {receipt.Standing{Sequence: 8, Emitted: 7}, receipt.SealedState},
		"at the watermark":               {receipt.Standing{Sequence: 7, Emitted: 7}, receipt.Emitted},
		"in a chain of which none went":  {receipt.Standing{Sequence: 1}, receipt.SealedState},
		"refused for good":               {receipt.Standing{Sequence: 6, Emitted: 7, Refusal: &refused}, receipt.Failed},
		"refused, and to be sent again":  {receipt.Standing{Sequence: 6, Emitted: 7, Refusal: &requeued}, receipt.SealedState},
		"refused, and taken after all":   {receipt.Standing{Sequence: 6, Emitted: 7, Refusal: &settled}, receipt.Emitted},
		"refused again, after requeuing": {receipt.Standing{Sequence: 7, Emitted: 7, Refusal: &refused}, receipt.Failed},
	} {
		require.Equal(t, c.want, c.standing.State(), name)
	}
}

func TestOnlyTheFourStatesAreValid(t *testing.T) {
	t.Parallel()
	for state, valid := range map[receipt.State]bool{
		receipt.Pending: true, receipt.SealedState: true, receipt.Emitted: true, receipt.Failed: true,
		"": false, "Failed": false, "requeued": false,
	} {
		require.Equal(t, valid, state.Valid(), state)
	}
}

func TestAParentIsReadFromTheBody(t *testing.T) {
	t.Parallel()
	child := body()
	child.Parent = body().ID
	require.Equal(t, body().ID, receipt.ParentOf(child.Canonical()))
	require.Zero(t, receipt.ParentOf(body().Canonical()))
	for _, broken := range []string{"", "{", `{"parent_receipt_id":7}`, `{"parent_receipt_id":"x"}`, `[]`} {
		require.Zero(t, receipt.ParentOf(broken), broken)
	}
}
