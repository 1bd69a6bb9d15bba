package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

// The settings know nothing of the domain, so its form stands there a second time.
func TestTheSettingOfATenantHasTheFormOfATenant(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"a", "acme", "Acme-1", "a.b_c:d@e", "0", strings.Repeat("x", 128),
		"", "-a", "a b", "a/b", "ä", "a\n", "a\x00", strings.Repeat("x", 129),
	} {
		var set config.TenantID
		err := set.UnmarshalText([]byte(id))
		require.Equal(t, tenant.ID(id).Valid(), err == nil, "%q", id)
	}
}
