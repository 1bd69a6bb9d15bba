package journal_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRewritingReplacesAllLines(t *testing.T) {
	t.Parallel()
	path := written(t, "{\"n\":1}\n{\"n\":2}\n")
	file := opened(t, path)

	require.NoError(t, file.Rewrite(slices.Values([][]byte{[]byte(`{"n":12}`)})))
	file.Append([]byte(`{"n":3}`))
	require.NoError(t, file.Close())

	require.Equal(t, "{\"n\":12}\n{\"n\":3}\n", content(t, path))
	beside, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, beside, 1, "nothing is left over")
}

func TestARewriteThatFailsLeavesTheFileInUse(t *testing.T) {
	t.Parallel()
	path := written(t, "{\"n\":1}\n")
	require.NoError(t, os.Mkdir(path+".new", 0o700))
	file := opened(t, path)

	require.Error(t, file.Rewrite(slices.Values([][]byte{[]byte(`{"n":12}`)})))
	file.Append([]byte(`{"n":2}`))
	require.NoError(t, file.Close())

	require.Equal(t, "{\"n\":1}\n{\"n\":2}\n", content(t, path))
}
