package github_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/github"
)

// largestBody is what the receiver lets through (downstream.md).
const largestBody = 25 << 20

// The bytes per operation say that what is not mapped is skipped, not copied.
func BenchmarkLargestPush(b *testing.B) {
	commit := `{"message": "` + strings.Repeat("a", 1000) + `"},`
	commits := strings.Repeat(commit, largestBody/len(commit)-1)
	push := delivery("push", body(`"ref": "refs/heads/main", "commits": [`+strings.TrimSuffix(commits, ",")+`]`))
	b.SetBytes(int64(len(push.Body)))
	b.ReportAllocs()
	for b.Loop() {
		got, err := github.Source{}.Signal(push)
		require.NoError(b, err)
		require.NotNil(b, got)
	}
}
