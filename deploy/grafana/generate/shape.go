package main

import (
	"github.com/grafana/grafana-foundation-sdk/go/barchart"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/gauge"
	"github.com/grafana/grafana-foundation-sdk/go/piechart"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// A panel takes half a line of Grafana's 24 columns.
const (
	half   = 12
	height = 8
)

// Units as Grafana names them. share is from 0 to 1, shown as per cent.
const (
	plain   = "short"
	seconds = "s"
	share   = "percentunit"
)

// about is what every panel says of itself: its title, and the question it answers.
type about struct{ title, answers string }

func lines(of about, unit string, queries ...query) *timeseries.PanelBuilder {
	return timeseries.NewPanelBuilder().Title(of.title).Description(of.answers).Unit(unit).Min(0).
		Targets(asked(queries)).Datasource(source()).Span(half).Height(height).
		FillOpacity(10).ShowPoints(common.VisibilityModeNever).Legend(legend()).Tooltip(tooltip())
}

// perSecond are lines of what happens so many times a second.
func perSecond(of about, axis string, queries ...query) *timeseries.PanelBuilder {
	return lines(of, plain, queries...).AxisLabel(axis)
}

func dials(of about, unit string, queries ...query) *gauge.PanelBuilder {
	return gauge.NewPanelBuilder().Title(of.title).Description(of.answers).Unit(unit).Min(0).
		Targets(askedNow(queries)).Datasource(source()).Span(half).Height(height).ReduceOptions(last()).
		Orientation(common.VizOrientationAuto)
}

func counter(of about, queries ...query) *stat.PanelBuilder {
	return stat.NewPanelBuilder().Title(of.title).Description(of.answers).Unit(plain).Decimals(0).
		Targets(askedNow(queries)).Datasource(source()).Span(half).Height(height).ReduceOptions(last()).
		Orientation(common.VizOrientationAuto)
}

func pie(of about, queries ...query) *piechart.PanelBuilder {
	return piechart.NewPanelBuilder().Title(of.title).Description(of.answers).Unit(plain).
		Targets(askedNow(queries)).Datasource(source()).Span(half).Height(height).ReduceOptions(last()).
		PieType(piechart.PieChartTypePie).Orientation(common.VizOrientationAuto).
		DisplayLabels([]piechart.PieChartLabels{piechart.PieChartLabelsName, piechart.PieChartLabelsPercent}).
		Legend(piechart.NewPieChartLegendOptionsBuilder().DisplayMode(common.LegendDisplayModeList).
			Placement(common.LegendPlacementBottom).ShowLegend(true)).
		Tooltip(tooltip())
}

// bars has one bar for each value of the label.
func bars(of about, label, axis string, one query) *barchart.PanelBuilder {
	table := target(0, one).Instant().Format("table")
	return barchart.NewPanelBuilder().Title(of.title).Description(of.answers).Unit(plain).Min(0).
		WithTarget(table).Datasource(source()).Span(half).Height(height).
		XField(label).AxisLabel(axis).Orientation(common.VizOrientationHorizontal).Tooltip(tooltip()).
		WithTransformation(dashboard.DataTransformerConfig{Id: "organize", Options: map[string]any{
			"excludeByName": map[string]bool{"Time": true}, "renameByName": map[string]string{"Value": axis},
		}})
}

// last takes the newest value of each series.
func last() *common.ReduceDataOptionsBuilder {
	return common.NewReduceDataOptionsBuilder().Values(false).Calcs([]string{"lastNotNull"})
}

// legend is below the lines.
func legend() *common.VizLegendOptionsBuilder {
	return common.NewVizLegendOptionsBuilder().DisplayMode(common.LegendDisplayModeList).
		Placement(common.LegendPlacementBottom).ShowLegend(true)
}

// tooltip shows every series at that time, the greatest first.
func tooltip() *common.VizTooltipOptionsBuilder {
	return common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending)
}
