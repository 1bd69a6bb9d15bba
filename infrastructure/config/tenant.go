package config

import (
	"errors"
	"regexp"
)

// TenantID names a tenant. It has the form that tokens and paths have it in; one that
// no tenant can have would be a setting that quietly does nothing.
type TenantID string

var (
	tenantForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$`)
	errTenantID = errors.New(
		"is not a tenant id; set up to 128 letters, digits and . _ : @ -, a letter or digit first, such as acme")
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *TenantID) UnmarshalText(text []byte) error {
	if !tenantForm.Match(text) {
		return errTenantID
	}
	*t = TenantID(text)
	return nil
}
