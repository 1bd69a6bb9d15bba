// Package tenant has the isolation boundary and what a tenant's admins may set.
package tenant

import "regexp"

// ID names a tenant. Every row, key, metric and cache entry belongs to one.
type ID string

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$`)

// Valid reports whether the text can name a tenant: 1 to 128 characters, letters,
// digits and "._:@-", the first a letter or digit.
func (t ID) Valid() bool { return idForm.MatchString(string(t)) }
