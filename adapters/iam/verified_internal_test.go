package iam

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

func TestAVerifiedTokenIsTrustedForFiveMinutesAtMost(t *testing.T) {
	t.Parallel()
	only := &key{id: "a", thumbprint: "a"}
	keys := &keySet{byID: map[string]*key{"a": only}}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for age, trusted := range map[time.Duration]bool{
		0: true, 5*time.Minute - 1: true, 5 * time.Minute: false, -time.Second: false,
	} {
		seen := newVerifiedTokens()
		seen.remember(tokenHash{}, verified{
			caller: actor.Caller{TenantID: "acme", ExpiresAt: now.Add(time.Hour)}, key: only, verifiedAt: now,
		})
		_, found := seen.find(tokenHash{}, keys, now.Add(age))
		require.Equal(t, trusted, found, "%s", age)
	}
}

func TestVerifiedTokensAreBounded(t *testing.T) {
	t.Parallel()
	seen := newVerifiedTokens()
	for n := range uint64(3 * maxVerified) {
		var hash tokenHash
		binary.BigEndian.PutUint64(hash[:], n)
		seen.remember(hash, verified{})
	}
	seen.cache.CleanUp()
	require.LessOrEqual(t, seen.cache.EstimatedSize(), maxVerified)
}
