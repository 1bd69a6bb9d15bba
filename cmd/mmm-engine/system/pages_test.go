package system_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	// called finds make commands, in a span of code or on a line of their own.
	called = regexp.MustCompile("(?m)(?:`|^    |^\\$ )make((?: [a-z-]+)*)(?:`|$)")
	target = regexp.MustCompile(`(?m)^([a-z-]+):`)
	linked = regexp.MustCompile(`\]\(([^)#\s]+)`)
)

func pages() []string {
	return []string{"README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/runbook.md"}
}

func TestEveryMakeTargetThatThePagesNameExists(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, found := range target.FindAllStringSubmatch(page(t, "Makefile"), -1) {
		known[found[1]] = true
	}
	named := 0
	for _, name := range pages() {
		for _, found := range called.FindAllStringSubmatch(page(t, name), -1) {
			for one := range strings.FieldsSeq(found[1]) {
				require.True(t, known[one], "%s names make %s, which is no target", name, one)
				named++
			}
		}
	}
	require.Positive(t, named)
}

func TestEveryFileThatThePagesLinkExists(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, name := range pages() {
		for _, found := range linked.FindAllStringSubmatch(page(t, name), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			_, err := os.Stat(filepath.Join(root, filepath.Dir(name), found[1]))
			require.NoError(t, err, "%s links %s", name, found[1])
			checked++
		}
	}
	require.Positive(t, checked)
}
