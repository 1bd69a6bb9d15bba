package exposed_test

import (
	"maps"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
)

// set is the names of labels, or the values of one.
type set map[string]bool

// metrics are the labels of each metric, and their values, by the names that queries use.
type metrics map[string]map[string]set

func parsed(tb testing.TB, text string) metrics {
	tb.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	require.NoError(tb, err)
	found := metrics{}
	for name, family := range families {
		for _, series := range family.GetMetric() {
			found.add(name, family.GetType(), series)
		}
	}
	return found
}

// add knows the series that stand for one histogram.
func (m metrics) add(name string, kind dto.MetricType, series *dto.Metric) {
	if kind != dto.MetricType_HISTOGRAM {
		m.note(name, series.GetLabel())
		return
	}
	m.note(name+"_sum", series.GetLabel())
	m.note(name+"_count", series.GetLabel())
	for _, bucket := range series.GetHistogram().GetBucket() {
		bound, value := model.BucketLabel, model.SampleValue(bucket.GetUpperBound()).String()
		m.note(name+"_bucket", append(series.GetLabel(), &dto.LabelPair{Name: new(string(bound)), Value: &value}))
	}
}

func (m metrics) note(name string, labels []*dto.LabelPair) {
	if m[name] == nil {
		// A scrape adds these to every series.
		m[name] = map[string]set{"job": {}, "instance": {}}
	}
	for _, label := range labels {
		if m[name][label.GetName()] == nil {
			m[name][label.GetName()] = set{}
		}
		m[name][label.GetName()][label.GetValue()] = true
	}
}

// labels answers the names of a metric's labels; false for one that is not exposed.
func (m metrics) labels(name string) (set, bool) {
	values, ok := m[name]
	names := set{}
	for label := range values {
		names[label] = true
	}
	return names, ok
}

func (s set) with(other set) set {
	all := maps.Clone(s)
	maps.Copy(all, other)
	return all
}
