package postgres_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Somebody who froze between writing and committing must not hold a worker, behind
// which others wait, for as long as a statement may take.
func TestWhoWaitsForARowThatSomebodyHoldsHearsThatItIsUnavailable(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	set := decisionSet(10)
	holder, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = holder.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = holder.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	require.NoError(t, err)
	_, err = holder.Exec(t.Context(), "INSERT INTO actor_refs VALUES ('acme', $1, gen_random_uuid(), now())", set.ActorRefs[0].ActorID)
	require.NoError(t, err)

	_, err = e.store.Commit(t.Context(), set)
	require.Equal(t, fault.Unavailable, fault.Of(err), "%v", err)
	require.ErrorContains(t, err, "55P03")
	require.NoError(t, holder.Rollback(t.Context()))
	_, err = e.store.Commit(t.Context(), set)
	require.NoError(t, err, "nothing of it had stayed")
}
