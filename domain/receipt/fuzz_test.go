package receipt_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// FuzzSeal: no text in a body makes a receipt that is not canonical, does not verify
// or cannot be made again.
func FuzzSeal(f *testing.F) {
	f.Add("a rationale", "acme/site", "surface", "ci", int64(0))
	f.Add(`{"inputs":{"chain":{}}}`, `\"`, "chain_", "\xff\xfe", int64(41))
	f.Fuzz(func(t *testing.T, rationale, repository, name, value string, sequence int64) {
		if sequence < 0 || sequence >= 1<<53 || !plain(name) || name == "chain" {
			t.Skip("not a body")
		}
		b := body()
		b.Rationale, b.RepoID = rationale, repository
		b.Inputs = canonical.Object{{Name: name, Value: value}}
		text, link := seal(t, b, receipt.Head{Sequence: sequence})
		require.Equal(t, recanonical(t, text), text)
		require.True(t, verified(text))
		again, err := receipt.Sealed(b.Canonical(), link)
		require.NoError(t, err)
		require.Equal(t, text, again)
	})
}

// plain names are what canonical.Object allows: ASCII, here without what is escaped.
func plain(name string) bool {
	for _, r := range name {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' {
			return false
		}
	}
	return true
}
