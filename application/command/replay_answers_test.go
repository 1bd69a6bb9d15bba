package command_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden file anew")

// A repeat may come to another release than the one that answered: what it cannot read it
// would answer as if it were not there. So a field that is recorded keeps its name, whatever
// it is called in the domain by then.
func TestWhatIsRecordedUnderAKeyKeepsItsShape(t *testing.T) {
	t.Parallel()
	commands, answers := keyedCommands(t, newEngine(t)), map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(commands)) { // in one order, so that ids are the same
		answers[name], _ = commands[name]()
	}
	got, err := json.MarshalIndent(answers, "", "  ")
	require.NoError(t, err)
	const path = "testdata/answers.v1.json"
	if *update {
		require.NoError(t, os.WriteFile(path, append(got, '\n'), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got)+"\n")
}
