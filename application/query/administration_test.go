package query_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func boss() actor.Caller {
	return actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "ada", Roles: []string{actor.RoleTenantAdmin}}}
}

func TestOnlyAdminsReadThePolicyOfTheirTenantAndWhatWasDone(t *testing.T) {
	t.Parallel()
	require.NoError(t, query.GetPolicy{Caller: boss(), TenantID: "acme"}.Authorise())
	require.NoError(t, query.ListAudit{Caller: boss()}.Authorise())
	others := actor.Caller{TenantID: "acme", Scopes: []actor.Scope{actor.ScopeRead}}
	others.Actor.Roles = []string{actor.RoleOperator, actor.RoleApprover, actor.RolePrivacyAdmin}
	require.Equal(t, fault.Forbidden, fault.Of(query.GetPolicy{Caller: others, TenantID: "acme"}.Authorise()))
	require.Equal(t, fault.Forbidden, fault.Of(query.ListAudit{Caller: others}.Authorise()))
	for _, caller := range []actor.Caller{boss(), others} {
		require.Equal(t, fault.NotFound, fault.Of(query.GetPolicy{Caller: caller, TenantID: "other"}.Authorise()))
	}
}

func TestThePolicyIsTheDefaultUntilOneIsSet(t *testing.T) {
	t.Parallel()
	store := memory.NewStore()
	ask := query.GetPolicy{Caller: boss(), TenantID: "acme"}
	found, err := query.NewPolicies(store).Get(t.Context(), ask)
	require.NoError(t, err)
	require.Equal(t, tenant.DefaultPolicy(), found)
	own := tenant.DefaultPolicy()
	own.Revision, own.LegalHold = 1, true
	_, err = store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", Policy: &own})
	require.NoError(t, err)
	found, err = query.NewPolicies(store).Get(t.Context(), ask)
	require.NoError(t, err)
	require.Equal(t, own, found)
}

func TestAPageOfTheAuditSaysWhetherAnotherFollows(t *testing.T) {
	t.Parallel()
	store := memory.NewStore()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"one", "two", "three"} {
		_, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", At: at, Audit: []ports.AuditEntry{{Action: name}}})
		require.NoError(t, err)
	}
	ask := query.ListAudit{Caller: boss(), Limit: 2}
	first, err := query.NewAudit(store).List(t.Context(), ask)
	require.NoError(t, err)
	require.True(t, first.More)
	require.Len(t, first.Items, 2)
	ask.Before = first.Items[1].AuditPlace
	last, err := query.NewAudit(store).List(t.Context(), ask)
	require.NoError(t, err)
	require.False(t, last.More)
	require.Len(t, last.Items, 1)
	require.Equal(t, "one", last.Items[0].Action, "newest first")
	ask.Span = ports.Span{From: at, To: at.Add(-time.Second)}
	_, err = query.NewAudit(store).List(t.Context(), ask)
	require.Equal(t, fault.Invalid, fault.Of(err))
}
