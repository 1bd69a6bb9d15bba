package system_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	quoted     = regexp.MustCompile(`"[^"]*"`)
	during     = regexp.MustCompile(`\[[0-9a-z]+\]`)
	identifier = regexp.MustCompile(`[a-zA-Z_][a-zA-Z0-9_]*`)
	selected   = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)\{([^}]*)\}`)
	grouped    = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// promqlWords are PromQL's own words in the runbook.
func promqlWords() []string {
	return []string{"sum", "max", "count", "topk", "by", "rate", "increase", "deriv", "time", "histogram_quantile"}
}

// scraped are the series and labels that Prometheus itself adds.
func scraped() (series string, own []string) { return "up", []string{"job", "instance"} }

func (w *whole) requireQueriesAreOfWhatIsExposed(t *testing.T) {
	t.Helper()
	borne := map[string][]string{}
	for _, one := range w.metrics(t) {
		borne[one.name] = append(borne[one.name], slices.Collect(maps.Keys(one.labels))...)
	}
	series, own := scraped()
	borne[series] = own
	for _, query := range steps(t, "promql") {
		bare := during.ReplaceAllString(quoted.ReplaceAllString(query, ""), "")
		for _, pair := range []string{"()", "{}"} {
			require.Equal(t, strings.Count(bare, pair[:1]), strings.Count(bare, pair[1:]), query)
		}
		requireLabelsBorne(t, query, bare, borne, own)
	}
}

// requireLabelsBorne wants each series that the query names to be there, and to bear the
// labels that it selects and groups by.
func requireLabelsBorne(t *testing.T, query, bare string, borne map[string][]string, own []string) {
	t.Helper()
	var named []string
	for _, found := range selected.FindAllStringSubmatch(bare, -1) {
		for _, label := range identifier.FindAllString(found[2], -1) {
			require.Contains(t, append(borne[found[1]], own...), label, query)
		}
	}
	outside := grouped.ReplaceAllString(regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(bare, ""), "by")
	for _, name := range identifier.FindAllString(outside, -1) {
		if !slices.Contains(promqlWords(), name) {
			require.Contains(t, borne, name, query)
			named = append(named, name)
		}
	}
	require.NotEmpty(t, named, query)
	for _, found := range grouped.FindAllStringSubmatch(bare, -1) {
		for _, label := range identifier.FindAllString(found[1], -1) {
			require.True(t, slices.ContainsFunc(named, func(name string) bool {
				return slices.Contains(append(borne[name], own...), label)
			}), "%s of %s", label, query)
		}
	}
}
