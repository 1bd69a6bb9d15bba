package id_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

func TestAPartNamesItsRootAndItsBranch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var entropy id.Entropy
		copy(entropy[:], rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "entropy"))
		at := time.UnixMilli(rapid.Int64Range(0, 1<<45).Draw(t, "millis"))
		root := id.At(at, entropy).Root()
		branch := root.Branch(rapid.Uint8Range(1, 255).Draw(t, "branch"))
		number := rapid.Uint8Range(1, 255).Draw(t, "leaf")
		leaf := branch.Leaf(number)

		require.Equal(t, root, branch.Root())
		require.Equal(t, root, leaf.Root())
		require.Equal(t, branch, leaf.Stem())
		require.Equal(t, branch, branch.Stem())
		require.Equal(t, number, leaf.LeafNumber())
		require.Zero(t, branch.LeafNumber())
		require.Equal(t, root.Time(), leaf.Time(), "a part is of its root's partition")
	})
}

func TestPartsOfOneRootDiffer(t *testing.T) {
	t.Parallel()
	root := id.At(time.UnixMilli(1), id.Entropy{1}).Root()
	seen := map[id.UUID]bool{root: true}
	for branch := range uint8(20) {
		for leaf := range uint8(5) {
			part := root.Branch(branch + 1).Leaf(leaf)
			require.False(t, seen[part])
			seen[part] = true
		}
	}
}
