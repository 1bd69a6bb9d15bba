package main_test

import (
	"os"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/stretchr/testify/require"
)

// The uids are what links and other dashboards name.
func TestTheUIDsAreFixed(t *testing.T) {
	t.Parallel()
	dashboards := committed(t)
	require.Equal(t, "mmm-engine-overview", dashboards["MMM Engine Overview"].UID)
	require.Equal(t, "mmm-engine-performance", dashboards["MMM Engine Performance"].UID)
}

func TestAReaderChoosesTheSourceTheTenantsAndTheSurfaces(t *testing.T) {
	t.Parallel()
	for title, d := range committed(t) {
		require.Equal(t, []variable{
			{Name: "datasource", Type: "datasource", Query: "prometheus"},
			{
				Name: "tenant", Type: "query", Query: "label_values(mmm_decisions_total, tenant_id)",
				Multi: true, IncludeAll: true, AllValue: ".*",
			},
			{
				Name: "surface", Type: "query", Query: "label_values(mmm_decisions_total, surface)",
				Multi: true, IncludeAll: true, AllValue: ".*",
			},
		}, d.Templating.List, title)
	}
}

// Grafana would show one of two panels with the same id, and draw panels in the same
// place over each other.
func TestEveryPanelHasAnIDAndAPlaceOfItsOwnAndAQuestionThatItAnswers(t *testing.T) {
	t.Parallel()
	for title, d := range committed(t) {
		ids, places := map[int]bool{}, map[[2]int]bool{}
		for _, p := range d.Panels {
			require.Positive(t, p.ID, "%s: %s", title, p.Title)
			require.False(t, ids[p.ID], "%s: %s", title, p.Title)
			ids[p.ID] = true
			for x := range p.GridPos.W {
				for y := range p.GridPos.H {
					place := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
					require.False(t, places[place], "%s: %s", title, p.Title)
					places[place] = true
				}
			}
			if p.Type != "row" {
				require.Contains(t, p.Description, "?", "%s: %s", title, p.Title)
				require.NotEmpty(t, p.Targets, "%s: %s", title, p.Title)
			}
		}
	}
}

// Whatever a field is called, or holds, that Grafana does not know is refused here.
func TestTheFilesAreOfGrafanasSchema(t *testing.T) {
	t.Parallel()
	plugins.RegisterDefaultPlugins()
	for _, file := range files(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var read dashboard.Dashboard //nolint:staticcheck // see newBoard
		require.Equal(t, cog.BuildErrors(nil), read.UnmarshalJSONStrict(text), file)
		require.NoError(t, read.Validate(), file)
	}
}
