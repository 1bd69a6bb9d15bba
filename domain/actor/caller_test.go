package actor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func caller(roles []string, scopes ...actor.Scope) actor.Caller {
	return actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human, Roles: roles}, Scopes: scopes}
}

func refused(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	var refusal *fault.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, kind, refusal.Kind)
	require.Equal(t, code, refusal.Code)
}

func TestOnlyHumansAndAgentsMayBeNamed(t *testing.T) {
	t.Parallel()
	for kind, ok := range map[actor.Type]bool{actor.Human: true, actor.AIAgent: true, actor.Service: false, "": false, "HUMAN": false} {
		require.Equal(t, ok, kind.Valid(), kind)
	}
}

func TestScopeMustBeOnTheToken(t *testing.T) {
	t.Parallel()
	c := caller(nil, actor.ScopeDecide, actor.ScopeRead)
	require.NoError(t, c.RequireScope(actor.ScopeRead))
	refused(t, c.RequireScope(actor.ScopeActForOthers), fault.Forbidden, "SCOPE_REQUIRED")
	require.ErrorContains(t, c.RequireScope(actor.ScopeOutcome), "mmm.outcome")
	refused(t, caller([]string{actor.RoleMMMAdmin}).RequireScope(actor.ScopeDecide), fault.Forbidden, "SCOPE_REQUIRED")
}

func TestAdminsAreThoseOfTheTenantAndTheEngine(t *testing.T) {
	t.Parallel()
	for role, admin := range map[string]bool{
		actor.RoleMMMAdmin: true, actor.RoleTenantAdmin: true,
		actor.RoleApprover: false, actor.RolePrivacyAdmin: false, actor.RoleOperator: false, "developer": false,
	} {
		c := caller([]string{"developer", role})
		require.Equal(t, admin, c.IsAdmin(), role)
		if admin {
			require.NoError(t, c.RequireAdmin())
		} else {
			refused(t, c.RequireAdmin(), fault.Forbidden, "ROLE_REQUIRED")
		}
	}
}

func TestOperatorsAreNoAdmins(t *testing.T) {
	t.Parallel()
	for role, may := range map[string]struct{ operate, either bool }{
		actor.RoleOperator: {true, true}, actor.RoleMMMAdmin: {false, true}, actor.RoleTenantAdmin: {false, true},
		actor.RoleApprover: {}, actor.RolePrivacyAdmin: {}, "developer": {},
	} {
		c := caller([]string{"developer", role})
		require.Equal(t, may.operate, c.IsOperator(), role)
		require.Equal(t, may.operate, c.RequireOperator() == nil, role)
		require.Equal(t, may.either, c.RequireAdminOrOperator() == nil, role)
	}
	refused(t, caller(nil).RequireOperator(), fault.Forbidden, "ROLE_REQUIRED")
	refused(t, caller(nil).RequireAdminOrOperator(), fault.Forbidden, "ROLE_REQUIRED")
}

func TestBodyMayNameOnlyTheTokensTenant(t *testing.T) {
	t.Parallel()
	require.NoError(t, caller(nil).RequireTenant(""))
	require.NoError(t, caller(nil).RequireTenant("acme"))
	refused(t, caller(nil).RequireTenant("rival"), fault.Forbidden, "TENANT_MISMATCH")
	refused(t, caller([]string{actor.RoleMMMAdmin}).RequireTenant("rival"), fault.Forbidden, "TENANT_MISMATCH")
}

func TestExistenceOfAnotherTenantIsNotTold(t *testing.T) {
	t.Parallel()
	require.NoError(t, caller(nil).RequireOwnTenant("acme"))
	refused(t, caller([]string{actor.RoleMMMAdmin}).RequireOwnTenant("rival"), fault.NotFound, "NOT_FOUND")
	refused(t, caller(nil).RequireOwnTenant(""), fault.NotFound, "NOT_FOUND")
}

func TestWhatIsAnActorsOwnIsNotTheAdmins(t *testing.T) {
	t.Parallel()
	require.NoError(t, caller(nil).RequireSelf("ada"))
	admin := caller([]string{actor.RoleMMMAdmin, actor.RoleTenantAdmin, actor.RoleOperator}, actor.ScopeActForOthers)
	for _, other := range []string{"bob", "Ada", ""} {
		refused(t, admin.RequireSelf(other), fault.NotFound, "NOT_FOUND")
	}
	admin.Actor.ID = ""
	refused(t, admin.RequireSelf(""), fault.NotFound, "NOT_FOUND")
}

func TestWhatAnAdminMaySetForAnActorNobodyElseMay(t *testing.T) {
	t.Parallel()
	require.NoError(t, caller(nil).RequireSelfOrAdmin("ada"))
	for role, may := range map[string]bool{
		actor.RoleMMMAdmin: true, actor.RoleTenantAdmin: true, actor.RoleOperator: false, actor.RolePrivacyAdmin: false,
	} {
		for _, other := range []string{"bob", "Ada", "never seen"} {
			c := caller([]string{role}, actor.ScopeActForOthers)
			require.Equal(t, may, c.RequireSelfOrAdmin(other) == nil, role)
		}
	}
	refused(t, caller(nil).RequireSelfOrAdmin("bob"), fault.Forbidden, "ROLE_REQUIRED")
	refused(t, actor.Caller{}.RequireSelfOrAdmin(""), fault.Forbidden, "ROLE_REQUIRED")
}
