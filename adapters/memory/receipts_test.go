package memory_test

import (
	"testing"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestReceiptsKeepTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Receipts(t, func(*testing.T) portstest.ReceiptsSubject {
		store := memory.NewReceipts()
		return portstest.ReceiptsSubject{
			Feed: store, Chain: store, Log: store, Refusals: store,
			Commit: func(_ *testing.T, owner tenant.ID, receipts ...ports.Receipt) { store.Commit(owner, receipts...) },
			Redrive: func(_ *testing.T, owner tenant.ID, at time.Time, sequences ...int64) {
				store.Redrive(owner, at, sequences...)
			},
		}
	})
}
