package main_test

import (
	"bytes"
	"maps"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
)

// exposed are the labels of every metric that the engine shows, as its series are called.
func (e *engine) exposed(t *testing.T) map[string]map[string]bool {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(fetched(t.Context(), e.base()+"/metrics")))
	require.NoError(t, err)
	found := map[string]map[string]bool{}
	for name, family := range families {
		labels := map[string]bool{}
		for _, series := range family.GetMetric() {
			for _, label := range series.GetLabel() {
				labels[label.GetName()] = true
			}
		}
		found[name] = labels
		if family.GetType() == dto.MetricType_HISTOGRAM {
			found[name+"_count"], found[name+"_sum"] = labels, labels
			found[name+"_bucket"] = map[string]bool{"le": true}
			maps.Copy(found[name+"_bucket"], labels)
		}
	}
	require.NotEmpty(t, found)
	return found
}
