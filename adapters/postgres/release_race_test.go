package postgres_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// Each instance has a pool, a store and a reader of its own, as processes do.
func TestOfManyReleasesByManyInstancesOneMakesTheDigest(t *testing.T) {
	t.Parallel()
	const instances, waiting = 4, 6
	e := newEngine(t)
	owner := as(t, e.database.Owner)
	run(t, owner, jobTable)
	var wanted []ports.ReleaseAction
	for n := range byte(waiting) {
		set := portstest.OvernightSet(portstest.Overnight("acme", n+1, true))
		_, err := e.store.Commit(t.Context(), set)
		require.NoError(t, err)
		wanted = append(wanted, ports.ReleaseAction{TenantID: "acme", DeliveryID: set.Deferred[0].ID})
	}
	clock, ids := memory.NewClock(portstest.Morning()), &memory.IDs{}
	var running sync.WaitGroup
	for range instances {
		primary := primaryAt(t, e.database.API, 4)
		releaser := job.NewReleaser(
			postgres.NewReader(primary), action.Surfaces(), postgres.NewStore(primary, enqueueInTable), clock, ids)
		for _, one := range wanted {
			running.Go(func() {
				_, err := releaser.Release(t.Context(), one)
				if !fault.Is(err, fault.Unavailable) { // it waited for a row too long, and is tried again
					assert.NoError(t, err)
				}
			})
		}
	}
	running.Wait()
	require.Len(t, e.jobs(t, owner), 1)
	require.Equal(t, []int{1, 1, 0}, []int{
		e.counted(t, "digests"), e.counted(t, "digests WHERE cardinality(delivery_ids) = 6"), e.counted(t, "deferrals WHERE surface = 'ci' AND released_at IS NULL"),
	})
}

// counted answers how many rows of a table the tenant acme has.
func (e engine) counted(t *testing.T, rows string) int {
	t.Helper()
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	require.NoError(t, err)
	var count int
	require.NoError(t, tx.QueryRow(t.Context(), "SELECT count(*) FROM "+rows).Scan(&count))
	return count
}
