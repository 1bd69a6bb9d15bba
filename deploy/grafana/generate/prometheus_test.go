package main_test

import (
	"fmt"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// scraper is a Prometheus of the test's own that scrapes the engine, and judges by the
// rules beside the dashboards, where there are any.
type scraper struct{ base string }

const settings = `
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [%q]
scrape_configs:
  - job_name: mmm-engine
    metrics_path: /v1/mmm/metrics
    static_configs: [{targets: [%q]}]
`

func startPrometheus(t *testing.T, target string) *scraper {
	t.Helper()
	program, err := exec.LookPath("prometheus")
	require.NoError(t, err, "Debian has it as prometheus")
	rules, err := filepath.Abs("../../prometheus/rules/*.yml")
	require.NoError(t, err)
	folder, address := t.TempDir(), freeAddresses(t, 1)[0]
	require.NoError(t, os.WriteFile(filepath.Join(folder, "prometheus.yml"), fmt.Appendf(nil, settings, rules, target), 0o600))
	start(t, folder, nil, program, "--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=warn",
		"--web.listen-address="+address)
	s := &scraper{base: "http://" + address}
	eventually(t, func() string { return unfetched(t.Context(), s.base+"/-/ready") })
	return s
}

// series is one of a query's answer.
type series struct {
	Metric map[string]string
	// Value is a time and a number, as text.
	Value [2]any
}

func (s series) number(t *testing.T) float64 {
	t.Helper()
	number, err := strconv.ParseFloat(s.Value[1].(string), 64)
	require.NoError(t, err)
	return number
}

// ask answers the series that the expression has now, and at least one number in them. None
// is no failure yet: more may come.
func (s *scraper) ask(t *testing.T, expr string) []series {
	t.Helper()
	text := fetched(t.Context(), s.base+"/api/v1/query?query="+url.QueryEscape(expr))
	require.NotNil(t, text, "Prometheus takes it: %s", expr)
	answer := read[struct{ Data struct{ Result []series } }](t, text)
	for _, one := range answer.Data.Result {
		if !math.IsNaN(one.number(t)) {
			return answer.Data.Result
		}
	}
	return nil
}

// values are those that a variable offers.
func (s *scraper) values(t *testing.T, metric, label string) []string {
	t.Helper()
	text := fetched(t.Context(), s.base+"/api/v1/label/"+label+"/values?match[]="+metric)
	return read[struct{ Data []string }](t, text).Data
}

type rule struct{ Name, Query, Health, LastError string }

// rules are all that were loaded.
func (s *scraper) rules(t *testing.T) []rule {
	t.Helper()
	answer := read[struct {
		Data struct{ Groups []struct{ Rules []rule } }
	}](t, fetched(t.Context(), s.base+"/api/v1/rules"))
	var all []rule
	for _, group := range answer.Data.Groups {
		all = append(all, group.Rules...)
	}
	return all
}
