package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// document is what a test reads of a dashboard's file.
type document struct {
	UID, Title string
	Panels     []panel
	Templating struct {
		List []variable
	}
}

type variable struct {
	Name, Type string
	Query      string
	Multi      bool
	IncludeAll bool
	AllValue   string
}

type panel struct {
	ID          int
	Title, Type string
	Description string
	Targets     []struct {
		RefID, Expr, LegendFormat string
		Instant, Range            bool
		Format                    string
	}
	GridPos     struct{ X, Y, W, H int }
	FieldConfig struct {
		Defaults struct {
			Unit       string
			Thresholds struct {
				Mode  string
				Steps []step
			}
			Mappings []struct {
				Type    string
				Options json.RawMessage
			}
			Custom struct {
				AxisLabel       string
				ThresholdsStyle struct{ Mode string }
				Stacking        struct{ Mode string }
			}
		}
		Overrides []struct {
			Matcher    struct{ ID, Options string }
			Properties []struct {
				ID    string
				Value any
			}
		}
	}
}

type step struct {
	Value *float64
	Color string
}

// files are the dashboards as they are committed.
func files(tb testing.TB) []string {
	tb.Helper()
	found, err := filepath.Glob("../dashboards/*.json")
	require.NoError(tb, err)
	require.Len(tb, found, 2)
	return found
}

// committed reads every dashboard, by title.
func committed(tb testing.TB) map[string]document {
	tb.Helper()
	all := map[string]document{}
	for _, file := range files(tb) {
		text, err := os.ReadFile(file)
		require.NoError(tb, err)
		read := read[document](tb, text)
		require.Equal(tb, read.UID+".json", filepath.Base(file), "named for its uid")
		all[read.Title] = read
	}
	return all
}

// read wants JSON. Names may differ in case.
func read[T any](tb testing.TB, text []byte) T {
	tb.Helper()
	var value T
	require.NoError(tb, json.Unmarshal(text, &value), string(text))
	return value
}

// question is one expression of a panel, where it stands and how it is labelled.
type question struct {
	where, expr, legend string
}

// questions are all of them, over every dashboard, as Grafana would send them.
func questions(tb testing.TB, tenants, surfaces string) []question {
	tb.Helper()
	chosen := strings.NewReplacer("$tenant", tenants, "$surface", surfaces, "$__range", "5m")
	var all []question
	for _, dashboard := range committed(tb) {
		for _, p := range dashboard.Panels {
			for _, target := range p.Targets {
				all = append(all, question{
					where: dashboard.Title + ", " + p.Title + " " + target.RefID,
					expr:  chosen.Replace(target.Expr), legend: target.LegendFormat,
				})
			}
		}
	}
	require.NotEmpty(tb, all)
	return all
}
