package main

import (
	"strconv"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

const (
	green  = "green"
	yellow = "yellow"
	red    = "red"
)

// limit is the value from which on a panel shows the colour.
type limit struct {
	from   float64
	colour string
}

// limits begin with a colour for what is below the first.
func limits(below string, above ...limit) *dashboard.ThresholdsConfigBuilder {
	steps := []dashboard.Threshold{{Color: below}}
	for _, one := range above {
		steps = append(steps, dashboard.Threshold{Value: &one.from, Color: one.colour})
	}
	return dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(steps)
}

// drawn shows limits as lines.
func drawn() *common.GraphThresholdsStyleConfigBuilder {
	return common.NewGraphThresholdsStyleConfigBuilder().Mode(common.GraphThresholdsStyleModeLine)
}

// state is how a number is shown.
type state struct{ text, colour string }

// states are shown for 0, 1 and so on.
func states(all ...state) []dashboard.ValueMapping {
	options := make(map[string]dashboard.ValueMappingResult, len(all))
	for value, one := range all {
		options[strconv.Itoa(value)] = dashboard.ValueMappingResult{Text: &one.text, Color: &one.colour, Index: new(int32(value))}
	}
	return []dashboard.ValueMapping{{ValueMap: &dashboard.ValueMap{Type: dashboard.MappingTypeValueToText, Options: options}}}
}

// idle is shown for a share of nothing, which is no number.
func idle(text string) []dashboard.ValueMapping {
	options := dashboard.DashboardSpecialValueMapOptions{
		Match: dashboard.SpecialValueMatchNullAndNan, Result: dashboard.ValueMappingResult{Text: &text},
	}
	mapping := dashboard.SpecialValueMap{Type: dashboard.MappingTypeSpecialValue, Options: options}
	return []dashboard.ValueMapping{{SpecialValueMap: &mapping}}
}

// named shows series under other names than their labels.
func named(name string) []dashboard.DynamicConfigValue {
	return []dashboard.DynamicConfigValue{{Id: "displayName", Value: name}}
}
