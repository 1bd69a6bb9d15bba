package command_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden file anew")

// A repeat may come to another release than the one that answered: what that cannot read it
// would answer as if it were not there. So a field that is recorded keeps its name, whatever
// it is called in the domain by then. New ones may come, with -update.
func TestWhatIsRecordedUnderAKeyKeepsItsNames(t *testing.T) {
	t.Parallel()
	commands, names := keyedCommands(t, newEngine(t)), map[string]bool{}
	for _, command := range slices.Sorted(maps.Keys(commands)) { // each may leave something to the next
		answer, _ := commands[command]()
		text, err := json.Marshal(answer)
		require.NoError(t, err)
		var tree any
		require.NoError(t, json.Unmarshal(text, &tree))
		name(names, command, tree)
	}
	recorded := slices.Sorted(maps.Keys(names))
	const path = "testdata/answers.v1.txt"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(strings.Join(recorded, "\n")+"\n"), 0o600))
	}
	golden, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Subset(t, recorded, strings.Fields(string(golden)))
}

// name collects the path of each field. Which entry of a list it is in, is no part of it.
func name(names map[string]bool, path string, tree any) {
	switch value := tree.(type) {
	case map[string]any:
		for field, below := range value {
			names[strings.ReplaceAll(path, " ", "_")+"."+field] = true
			name(names, path+"."+field, below)
		}
	case []any:
		for _, entry := range value {
			name(names, path+"[]", entry)
		}
	}
}
