package archtest_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/archtest"
)

func root(t *testing.T) string {
	t.Helper()
	root, err := archtest.Root(t.Context(), ".")
	require.NoError(t, err)
	return root
}

// report fails the test with each offender on a line of its own.
func report(t *testing.T, offences []string) {
	t.Helper()
	for _, offence := range offences {
		t.Error(offence)
	}
}

func TestEachPackageImportsOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	edges, err := archtest.Graph(t.Context(), root(t))
	require.NoError(t, err)
	require.Contains(t, edges, archtest.Edge{From: "infrastructure/archtest", To: "go/parser"}, "the graph is read")
	require.Contains(t, edges, archtest.Edge{
		From: "infrastructure/archtest", To: "infrastructure/archtest", InTest: true,
	}, "the graph has the imports of tests")

	report(t, archtest.Offences(edges))
}

func TestTheInnerLayersDoNotReadTheClock(t *testing.T) {
	t.Parallel()
	reads, err := archtest.ClockReads(os.DirFS(root(t)))
	require.NoError(t, err)

	report(t, reads)
}

func TestTheTopLevelIsAsAgreed(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(root(t))
	require.NoError(t, err)

	report(t, archtest.Misplaced(entries))
}
