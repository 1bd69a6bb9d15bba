package postgres

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func textOf(limit int) string {
	own := tenant.DefaultPolicy()
	own.MaxActionsPerDecision = limit
	return canonical.Marshal(own.Canonical())
}

func TestAPolicyThatIsKeptIsTheTextsOwn(t *testing.T) {
	t.Parallel()
	var kept policies
	for range 2 {
		for limit := 1; limit < 4; limit++ {
			for _, owner := range []tenant.ID{"acme", "beta"} {
				found, err := kept.find(owner, textOf(limit))
				require.NoError(t, err)
				require.Equal(t, limit, found.policy.MaxActionsPerDecision)
				require.Equal(t, policy.Own(owner, found.policy), found.snapshot)
			}
		}
	}
	require.Len(t, kept.known, 2, "a tenant that changes its policy over and over takes no place of another")
	none, err := kept.find("acme", "")
	require.NoError(t, err)
	require.Equal(t, tenant.DefaultPolicy(), none.policy)
}

func TestATextThatIsNoPolicyIsNotKept(t *testing.T) {
	t.Parallel()
	var kept policies
	_, err := kept.find("acme", "garbage")
	require.ErrorContains(t, err, "acme")
	require.Empty(t, kept.known)
}

func TestPoliciesThatAreKeptAreBounded(t *testing.T) {
	t.Parallel()
	var kept policies
	for i := range mostPolicies + 10 {
		kept.keep(tenant.ID(strconv.Itoa(i)), standing{})
	}
	require.Len(t, kept.known, 10)
}
