package pgbench

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func shape() Shape {
	return Shape{Sizes: Sizes{Attributes: 3, Decision: 5, Receipt: 7, Event: 11}, Tenants: 10, Actors: 50}
}

var variable = regexp.MustCompile(`(?:[^:]|^):([a-z_]+)`)

// pgbench takes every :name for a variable, within quotes too, and hands each on as
// a parameter; one that is set nowhere fails only when it runs.
func TestTheScriptUsesWhatIsSetAndNothingElse(t *testing.T) {
	t.Parallel()
	set := []string{"client_id"} // by pgbench itself
	for _, found := range regexp.MustCompile(`(?m)^\\set (\w+)`).FindAllStringSubmatch(script(shape()), -1) {
		set = append(set, found[1])
	}
	all := arguments("f", shape(), 1, 20)
	for i, argument := range all {
		if argument == "-D" {
			name, _, _ := strings.Cut(all[i+1], "=")
			set = append(set, name)
		}
	}
	var used []string
	for _, found := range variable.FindAllStringSubmatch(script(shape()), -1) {
		used = append(used, found[1])
	}
	slices.Sort(set)
	slices.Sort(used)
	require.Equal(t, slices.Compact(set), slices.Compact(used))
}

func TestTheTextsAreParametersOfTheMeasuredSize(t *testing.T) {
	t.Parallel()
	all := arguments("f", shape(), 1, 20)
	for _, text := range []string{"attributes=xxx", "decision=xxxxx", "receipt=xxxxxxx", "event=xxxxxxxxxxx"} {
		require.Contains(t, all, text)
	}
	require.NotContains(t, script(shape()), "xxx")
}

func TestTheScriptSpreadsOverTenantsAndActors(t *testing.T) {
	t.Parallel()
	require.Contains(t, script(shape()), `\set tenant random(0, 9)`)
	require.Contains(t, script(shape()), `\set actor random(0, 49)`)
}

// A script is one statement, so one transaction, on tables that there are.
func TestADecisionIsOneStatementWithARowInEachTable(t *testing.T) {
	t.Parallel()
	require.Equal(t, 1, strings.Count(statement, ";"))
	made := regexp.MustCompile(`CREATE TABLE (\w+)`).FindAllStringSubmatch(tables, -1)
	require.Len(t, made, 5)
	for _, table := range made {
		require.Equal(t, 1, strings.Count(statement, "INSERT INTO "+table[1]+" "), table[1])
	}
}

func TestLaterRunsHaveKeysOfTheirOwn(t *testing.T) {
	t.Parallel()
	require.Contains(t, arguments("f", shape(), 1, 20), "n=4294967296")
	require.Contains(t, arguments("f", shape(), 2, 20), "n=8589934592")
}

func TestTheRateIsReadFromTheReport(t *testing.T) {
	t.Parallel()
	got, err := rate("number of failed transactions: 0 (0.000%)\nlatency average = 1.7 ms\n" +
		"tps = 9308.671203 (without initial connection time)\n")
	require.NoError(t, err)
	require.InDelta(t, 9308.671203, got, 0)
	_, err = rate("pgbench: error: aborted")
	require.ErrorContains(t, err, "aborted")
}
