package observed

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLastPlaceIsGivenOnceHoweverManyAskAtOnce(t *testing.T) {
	t.Parallel()
	var welcomed []string
	tenants := newTenants(1, func(label string) { welcomed = append(welcomed, label) })
	// Both saw a free place before they got the lock.
	require.Equal(t, "first", tenants.admit("first"))
	require.Equal(t, otherTenants, tenants.admit("second"))
	require.Equal(t, "first", tenants.admit("first"))
	require.Equal(t, []string{"first"}, welcomed)
}
