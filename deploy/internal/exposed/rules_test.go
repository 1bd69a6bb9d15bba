package exposed_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// deploy is the folder that has what operators install.
const deploy = "../.."

type rule struct {
	Record, Alert, Expr string
	Labels, Annotations map[string]string
}

type ruleFile struct {
	Groups []struct{ Rules []rule }
}

// rules answers the rules of every file.
func rules(tb testing.TB) []rule {
	tb.Helper()
	var all []rule
	for _, path := range files(tb, "prometheus/rules/*.yml") {
		for _, group := range read[ruleFile](tb, path).Groups {
			all = append(all, group.Rules...)
		}
	}
	require.NotEmpty(tb, all)
	return all
}

func alerts(tb testing.TB) []rule {
	tb.Helper()
	var found []rule
	for _, one := range rules(tb) {
		if one.Alert != "" {
			found = append(found, one)
		}
	}
	return found
}

func files(tb testing.TB, pattern string) []string {
	tb.Helper()
	found, err := filepath.Glob(filepath.Join(deploy, pattern))
	require.NoError(tb, err)
	return found
}

func read[V any](tb testing.TB, path string) V {
	tb.Helper()
	text, err := os.ReadFile(filepath.Clean(path))
	require.NoError(tb, err)
	var value V
	require.NoError(tb, yaml.NewDecoder(bytes.NewReader(text)).Decode(&value), path)
	return value
}

var (
	// queried is an expression in an annotation.
	queried = regexp.MustCompile("query `([^`]+)`")
	// shown is a label of its alert that an annotation names.
	shown = regexp.MustCompile(`\$labels\.(\w+)`)
)

// texts answers the rule's annotations, one below the other.
func (r rule) texts() string {
	text := ""
	for _, annotation := range r.Annotations {
		text += annotation + "\n"
	}
	return text
}

// queries answers every expression of the rule.
func (r rule) queries() []string {
	all := []string{r.Expr}
	for _, found := range queried.FindAllStringSubmatch(r.texts(), -1) {
		all = append(all, found[1])
	}
	return all
}
