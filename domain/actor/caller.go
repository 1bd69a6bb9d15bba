package actor

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Scope is a permission that a token carries (api.md, Scopes).
type Scope string

// The scopes of api.md.
const (
	ScopeDecide           Scope = "mmm.decide"
	ScopeActForOthers     Scope = "mmm.act_for_others"
	ScopeOutcome          Scope = "mmm.outcome"
	ScopeRead             Scope = "mmm.read"
	ScopePolicyInvalidate Scope = "mmm.policy_invalidate"
)

// The roles of api.md. Every one is bounded by the token's tenant.
const (
	RoleMMMAdmin     = "mmm_admin"
	RoleTenantAdmin  = "tenant_admin"
	RoleApprover     = "mmm_approver"
	RolePrivacyAdmin = "privacy_admin"
	RoleOperator     = "mmm_operator"
)

// Caller is who a verified token says is calling.
type Caller struct {
	TenantID tenant.ID
	Actor    Actor
	Scopes   []Scope
	// ExpiresAt is from when the token is refused: its own expiry and the leeway of who
	// verified it. Zero for a caller without a token. What outlasts a request ends then.
	ExpiresAt time.Time
}

// Has reports whether the token carries the scope.
func (c Caller) Has(scope Scope) bool { return slices.Contains(c.Scopes, scope) }

// IsAdmin reports whether the caller administers the token's tenant.
func (c Caller) IsAdmin() bool {
	return slices.Contains(c.Actor.Roles, RoleMMMAdmin) || slices.Contains(c.Actor.Roles, RoleTenantAdmin)
}

// RequireScope refuses callers without the scope.
func (c Caller) RequireScope(scope Scope) error {
	if c.Has(scope) {
		return nil
	}
	return fault.New(fault.Forbidden, "SCOPE_REQUIRED", "this needs a token with the scope "+string(scope))
}

// RequireAdmin refuses callers who are not an admin of their tenant.
func (c Caller) RequireAdmin() error {
	if c.IsAdmin() {
		return nil
	}
	return fault.New(fault.Forbidden, "ROLE_REQUIRED", "this needs the role "+RoleMMMAdmin+" or "+RoleTenantAdmin)
}

// IsOperator reports whether the caller operates the engine for the token's tenant.
func (c Caller) IsOperator() bool { return slices.Contains(c.Actor.Roles, RoleOperator) }

// RequireOperator refuses callers who are not an operator.
func (c Caller) RequireOperator() error {
	if c.IsOperator() {
		return nil
	}
	return fault.New(fault.Forbidden, "ROLE_REQUIRED", "this needs the role "+RoleOperator)
}

// RequireAdminOrOperator refuses callers who are neither.
func (c Caller) RequireAdminOrOperator() error {
	if c.IsOperator() || c.IsAdmin() {
		return nil
	}
	return fault.New(fault.Forbidden, "ROLE_REQUIRED",
		"this needs the role "+RoleMMMAdmin+", "+RoleTenantAdmin+" or "+RoleOperator)
}

// RequirePrivacyAdmin refuses callers who are not a privacy admin, admins included.
func (c Caller) RequirePrivacyAdmin() error {
	if slices.Contains(c.Actor.Roles, RolePrivacyAdmin) {
		return nil
	}
	return fault.New(fault.Forbidden, "ROLE_REQUIRED", "this needs the role "+RolePrivacyAdmin)
}

// RequireTenant refuses a request body that names another tenant (api.md, Rules).
// An empty id means the caller's own.
func (c Caller) RequireTenant(named tenant.ID) error {
	if named == "" || named == c.TenantID {
		return nil
	}
	return fault.New(fault.Forbidden, "TENANT_MISMATCH", "the tenant_id is not the token's tenant")
}

// RequireOwnTenant hides the resources of another tenant, whose existence is not told.
func (c Caller) RequireOwnTenant(named tenant.ID) error {
	if named == c.TenantID {
		return nil
	}
	return fault.Missing("the tenant")
}

// RequireSelfOrAdmin refuses callers who are neither the actor nor an admin of their
// tenant. Whether the actor exists is not told: the same goes for any name.
func (c Caller) RequireSelfOrAdmin(actorID string) error {
	if c.IsAdmin() || actorID != "" && actorID == c.Actor.ID {
		return nil
	}
	return fault.New(fault.Forbidden, "ROLE_REQUIRED",
		"this is another actor's: it needs the role "+RoleMMMAdmin+" or "+RoleTenantAdmin)
}

// RequireSelf hides what is another actor's own, whose existence is not told: no role
// opens it.
func (c Caller) RequireSelf(actorID string) error {
	if actorID != "" && actorID == c.Actor.ID {
		return nil
	}
	return fault.Missing("the actor")
}
