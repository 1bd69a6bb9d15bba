package main

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// tag is how the dashboards find each other.
const tag = "mmm-engine"

// board is a dashboard in the making. Its panels get their ids in order, so that links
// to one of them last.
type board struct {
	*dashboard.DashboardBuilder

	uid  string
	last uint32
}

func newBoard(uid, title, description string) *board {
	//nolint:staticcheck // the classic format is what every Grafana reads from a file
	builder := dashboard.NewDashboardBuilder(title).Uid(uid).Description(description).Tags([]string{tag}).
		Time("now-1h", "now").Refresh("30s").Tooltip(dashboard.DashboardCursorSyncCrosshair).
		Link(dashboard.NewDashboardLinkBuilder("MMM Engine").Type(dashboard.DashboardLinkTypeDashboards).
			Tags([]string{tag}).KeepTime(true).IncludeVars(true))
	for _, variable := range variables() {
		builder.WithVariable(variable)
	}
	return &board{DashboardBuilder: builder, uid: uid}
}

// show adds panels below what is there, two a line.
func (b *board) show(panels ...cog.Builder[dashboard.Panel]) {
	for _, panel := range panels {
		b.last++
		b.WithPanel(numbered{panel: panel, id: b.last})
	}
}

// row sets panels of our own apart from the contract's.
func (b *board) row(title string, panels ...cog.Builder[dashboard.Panel]) {
	b.last++
	b.WithRow(dashboard.NewRowBuilder(title).Id(b.last))
	b.show(panels...)
}

// numbered gives a panel its id.
type numbered struct {
	panel cog.Builder[dashboard.Panel]
	id    uint32
}

// Build implements cog.Builder.
func (n numbered) Build() (dashboard.Panel, error) {
	built, err := n.panel.Build()
	built.Id = &n.id
	return built, err //nolint:wrapcheck // the SDK wants its own error back
}
