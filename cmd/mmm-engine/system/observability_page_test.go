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
	documented := map[string][]string{}
	for _, row := range metricRow.FindAllStringSubmatch(page(t, "docs/observability.md"), -1) {
		documented[row[1]] = slices.Sorted(slices.Values(strings.FieldsFunc(row[3], func(r rune) bool {
			return strings.ContainsRune("`, ", r)
		})))
	}
	require.Greater(t, len(documented), 25)
	r := shared.renter(t).withExamples(t)
	r.outcome(t, r.report(r.offered(t), "shown", nil))
	eventually(t, "every metric of the page is exposed", func() bool {
		exposed := shared.metrics(t).families(documented)
		for name, labels := range exposed {
			require.Contains(t, documented, name, "say on the page what %s is", name)
			require.ElementsMatch(t, documented[name], labels, name)
		}
		missing := slices.DeleteFunc(slices.Collect(maps.Keys(documented)), func(name string) bool {
			_, found := exposed[name]
			return found || slices.Contains(elsewhere(), name)
		})
		return len(missing) == 0
	})
}

// families are the metrics of ours with their labels; the parts of a histogram are one of
// those that are known.
func (e exposition) families(known map[string][]string) map[string][]string {
	found := map[string][]string{}
	for _, one := range e {
		name := one.name
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			if _, whole := known[strings.TrimSuffix(name, part)]; whole {
				name = strings.TrimSuffix(name, part)
			}
		}
		if strings.HasPrefix(name, "mmm_") {
			delete(one.labels, "le")
			found[name] = slices.Collect(maps.Keys(one.labels))
		}
	}
	return found
}

// elsewhere are metrics of an engine with a replica.
func elsewhere() []string { return []string{"mmm_replica_lag_seconds", "mmm_replica_fallbacks_total"} }
