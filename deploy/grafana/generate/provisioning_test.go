package main_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

func page(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// provisioned are Grafana's provisioning files, as far as we use them.
type provisioned struct {
	Version   int `yaml:"apiVersion"` //nolint:tagliatelle // the name is Grafana's
	Providers []struct {
		Type    string
		Options struct{ Path string }
	}
	Sources []struct{ Type, UID, URL string } `yaml:"datasources"`
}

func provisioning(t *testing.T, path string) provisioned {
	t.Helper()
	var read provisioned
	require.NoError(t, yaml.Unmarshal([]byte(page(t, path)), &read), path)
	require.Equal(t, 1, read.Version)
	return read
}

func TestGrafanaFindsTheDashboardsWhereThePageMountsThem(t *testing.T) {
	t.Parallel()
	providers := provisioning(t, "../provisioning/dashboards/mmm-engine.yml").Providers
	require.Len(t, providers, 1)
	require.Equal(t, "file", providers[0].Type)
	sources := provisioning(t, "../provisioning/datasources/prometheus.yml").Sources
	require.Len(t, sources, 1)
	require.Equal(t, "prometheus", sources[0].Type)
	told := page(t, "../../../docs/dashboards.md")
	require.Contains(t, told, "-v ./deploy/grafana/dashboards:"+providers[0].Options.Path+" ")
	require.Contains(t, told, "-v ./deploy/grafana/provisioning:/etc/grafana/provisioning ")
	require.Equal(t, "$PROMETHEUS_URL", sources[0].URL)
	require.Contains(t, told, "-e PROMETHEUS_URL=")
}

// The page says of each panel of the contract, and of each row of ours, what it answers.
func TestThePageNamesEveryPanelAndRow(t *testing.T) {
	t.Parallel()
	told := page(t, "../../../docs/dashboards.md")
	for title, d := range committed(t) {
		require.Contains(t, told, "\n## "+title+"\n")
		ours := false
		for _, p := range d.Panels {
			switch {
			case p.Type == "row":
				ours = true
				require.Contains(t, told, "\n| *"+p.Title+"* |", title)
			case !ours:
				require.Contains(t, told, "\n| "+p.Title+" |", title)
			}
		}
	}
}
