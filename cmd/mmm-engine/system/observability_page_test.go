package system_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// metricRow is a row of the page's table of metrics.
var metricRow = regexp.MustCompile("(?m)^\\| `(mmm_[a-z_]+)` \\| (counter|gauge|histogram) \\|([^|]*)\\|")

func TestThePageListsEveryMetricWithItsLabels(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	r.outcome(t, r.report(r.offered(t), "shown", nil)) // so that what is counted by tenant is there
	documented := map[string][]string{}
	for _, row := range metricRow.FindAllStringSubmatch(page(t, "docs/observability.md"), -1) {
		documented[row[1]] = slices.Sorted(slices.Values(strings.FieldsFunc(row[3], func(r rune) bool {
			return strings.ContainsRune("`, ", r)
		})))
	}
	exposed := map[string][]string{}
	for _, one := range shared.metrics(t) {
		name := one.name
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			if whole := strings.TrimSuffix(name, part); documented[whole] != nil {
				name = whole
			}
		}
		if strings.HasPrefix(name, "mmm_") {
			delete(one.labels, "le")
			exposed[name] = slices.Sorted(maps.Keys(one.labels))
		}
	}
	require.Greater(t, len(documented), 25)
	for name, labels := range exposed {
		require.Contains(t, documented, name, "say on the page what %s is", name)
		require.ElementsMatch(t, documented[name], labels, name)
	}
	for name := range documented {
		require.Contains(t, append(slices.Collect(maps.Keys(exposed)), elsewhere()...), name, "it is not exposed")
	}
}

// elsewhere are metrics of an engine with a replica.
func elsewhere() []string { return []string{"mmm_replica_lag_seconds", "mmm_replica_fallbacks_total"} }
