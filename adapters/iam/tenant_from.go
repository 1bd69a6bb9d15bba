package iam

import (
	"encoding/json"
	"fmt"
	"strings"
)

// TenantFrom is where an identity service names the tenant (downstream.md, IAM). Ids of
// tenants may have colons and at signs; where sub names the tenant, those of the deployment
// must not have the one that ends theirs, or one would be taken for another.
type TenantFrom string

// The places.
const (
	// Claim is tenant_id, beside sub.
	Claim TenantFrom = "claim"
	// SubPrefix is sub up to its first colon: tenant:user.
	SubPrefix TenantFrom = "sub_prefix"
	// SubSuffix is sub from behind its last at sign: user@tenant.
	SubSuffix TenantFrom = "sub_suffix"
)

// name has the claims say tenant and subject each by itself. Where sub names the tenant, it
// alone does: a tenant_id beside it is not looked at.
func (f TenantFrom) name(said object) error {
	subject := said.text("sub")
	var owner, user string
	var found bool
	switch f {
	case SubPrefix:
		owner, user, found = strings.Cut(subject, ":")
	case SubSuffix:
		at := strings.LastIndexByte(subject, '@')
		if found = at >= 0; found {
			user, owner = subject[:at], subject[at+1:]
		}
	case Claim:
		return nil
	}
	if !found {
		return errTenant
	}
	for claim, text := range map[string]string{"tenant_id": owner, "sub": user} {
		encoded, err := json.Marshal(text)
		if err != nil {
			return fmt.Errorf("%w: %w", errTenant, err)
		}
		said[claim] = encoded
	}
	return nil
}
