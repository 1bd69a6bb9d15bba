package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEachContenderFindsTheSameRules(t *testing.T) {
	t.Parallel()
	all, err := contenders(t.Context())
	require.NoError(t, err)
	require.NoError(t, agree(all))
	all[0].evaluate = func() ([]int, error) { return []int{0, 2}, nil }
	require.ErrorContains(t, agree(all), "do not compare them")
}
