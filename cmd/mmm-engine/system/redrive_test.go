package system_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// listed is a receipt in a list.
type listed struct {
	ID        string `json:"receipt_id"`
	Status    string
	Sequence  int
	Hash      string
	PrevHash  string    `json:"prev_hash"`
	CreatedAt time.Time `json:"created_at"`
	SealedAt  time.Time `json:"sealed_at"`
	FailedAt  time.Time `json:"failed_at"`
	Reason    string
}

// receipts reads a whole list in pages of two.
func (r renter) receipts(tb testing.TB, status string) []listed {
	tb.Helper()
	var all []listed
	for cursor := ""; ; {
		path := "/receipts?limit=2" + cursor
		if status != "" {
			path += "&status=" + status
		}
		got := r.do(tb, request{method: http.MethodGet, path: path, token: r.token})
		page := decoded[struct {
			Items      []listed
			NextCursor string `json:"next_cursor"`
		}](tb, got, http.StatusOK)
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all
		}
		cursor = "&cursor=" + page.NextCursor
	}
}

// inRole is the tenant with another caller, who has the roles and no scope.
func (r renter) inRole(tb testing.TB, actorID string, roles ...string) renter {
	tb.Helper()
	r.token = r.mint(tb, iam.Grant{TenantID: tenant.ID(r.id), ActorID: actorID, Roles: roles})
	return r
}

func (r renter) redrive(tb testing.TB, body document) int {
	tb.Helper()
	got := r.do(tb, r.post("/receipts/redrive", body, nil))
	return decoded[struct{ Requeued int }](tb, got, http.StatusAccepted).Requeued
}

func TestRefusedReceiptsAreListedRedrivenAndTakenAfterAll(t *testing.T) {
	t.Parallel()
	const refused = 5
	s := newStack(t, nil)
	owner, other := s.renter(t), s.renter(t)
	first := owner.decide(t, owner.ask("ci.failed", alert()))
	eventually(t, "it is emitted", func() bool { return owner.receipt(t, first.ID).Status == "emitted" })
	s.refuseReceipts(t)
	for range refused {
		owner.decide(t, owner.ask("ci.failed", alert()))
		other.decide(t, other.ask("ci.failed", alert()))
	}
	for _, r := range []renter{owner, other} {
		eventually(t, "all are refused", func() bool { return len(r.receipts(t, "failed")) == refused })
	}
	for i, failed := range owner.receipts(t, "failed") {
		require.Equal(t, refused+1-i, failed.Sequence, "newest first")
		require.Equal(t, "failed", failed.Status)
		require.Contains(t, failed.Reason, "422")
		for _, known := range []any{failed.ID, failed.Hash, failed.PrevHash, failed.CreatedAt, failed.SealedAt, failed.FailedAt} {
			require.NotEmpty(t, known)
		}
	}
	require.Len(t, owner.receipts(t, "emitted"), 1)
	require.Len(t, owner.receipts(t, ""), refused+1)

	s.fault(t, "none")
	body := document{"status": "failed"}
	for _, role := range []string{actor.RoleTenantAdmin, actor.RoleMMMAdmin, actor.RoleApprover} {
		got := owner.do(t, owner.inRole(t, "ann", role).post("/receipts/redrive", body, nil))
		require.Equal(t, "ROLE_REQUIRED", forbidden(t, got).Code)
	}
	operator := owner.inRole(t, "olga", actor.RoleOperator)
	require.Len(t, operator.receipts(t, "failed"), refused, "an operator finds what to redrive")
	require.Zero(t, operator.redrive(t, document{"status": "failed", "to": "2020-01-01T00:00:00Z"}))
	require.Zero(t, owner.count(t, "audit_entries"), "nothing was done, so nothing is said")
	require.Equal(t, refused, operator.redrive(t, document{"status": "failed", "from": "2020-01-01T00:00:00Z"}))

	// The redrive has a receipt of its own, which goes the usual way.
	eventually(t, "all are emitted", func() bool { return len(owner.receipts(t, "emitted")) == refused+2 })
	for _, none := range []string{"failed", "sealed", "pending"} {
		require.Empty(t, owner.receipts(t, none))
	}
	owner.requireVerifiedChain(t, refused+2)
	require.Zero(t, operator.redrive(t, body), "there is nothing left to redrive")
	require.Equal(t, []string{"olga receipts.redrive receipts/failed"}, rows[string](t, s,
		"SELECT admin_id || ' ' || action || ' ' || resource FROM audit_entries WHERE tenant_id = $1", owner.id))

	require.Len(t, other.receipts(t, "failed"), refused, "another tenant's are its own operator's business")
	require.Zero(t, rows[int](t, s,
		"SELECT count(requeued_at)::int FROM receipt_failures WHERE tenant_id = $1", other.id)[0])
}

func forbidden(tb testing.TB, got answer) problem {
	tb.Helper()
	return refused(tb, got, http.StatusForbidden)
}

// requireVerifiedChain wants the evidence service to hold so many receipts, without
// a gap.
func (r renter) requireVerifiedChain(tb testing.TB, receipts int) {
	tb.Helper()
	whole := r.chain(tb)
	require.True(tb, whole.Verified, "%+v", whole)
	require.Empty(tb, whole.Gaps)
	require.Equal(tb, receipts, whole.Count)
	require.Equal(tb, receipts, whole.HeadSequence)
}

// Nobody seals where no worker is, so that receipts stay pending.
func TestPendingReceiptsAreListedUntilTheyAreSealed(t *testing.T) {
	t.Parallel()
	s := prepare(t, map[string]string{"MMM_ROLES": "api"})
	s.startEngine(t)
	r, other := s.renter(t), s.renter(t)
	var made []string
	for range 3 {
		made = append(made, r.decide(t, r.ask("ci.failed", alert())).Receipt.ID)
		other.decide(t, other.ask("ci.failed", alert()))
	}
	pending := r.receipts(t, "pending")
	require.Len(t, pending, len(made))
	for i, entry := range pending {
		require.Equal(t, made[len(made)-1-i], entry.ID, "newest first")
		require.Zero(t, entry.Sequence)
		got := r.do(t, request{method: http.MethodGet, path: "/receipts/" + entry.ID, token: r.token})
		require.Equal(t, "pending", decoded[receiptAnswer](t, got, http.StatusOK).Status)
	}
	require.Empty(t, r.receipts(t, "sealed"))

	require.Zero(t, s.engine.stop(t))
	s.environ["MMM_ROLES"] = "api,worker"
	s.startEngine(t)
	eventually(t, "all are emitted", func() bool { return len(r.receipts(t, "emitted")) == len(made) })
	require.Empty(t, r.receipts(t, "pending"))
}
