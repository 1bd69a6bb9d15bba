package system_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type labels = map[string]string

// sample is one line of an exposition.
type sample struct {
	name   string
	labels labels
	value  float64
}

type exposition []sample

var (
	sampleLine = regexp.MustCompile(`^(\w+)(?:\{(.*)\})? (\S+)`)
	labelPair  = regexp.MustCompile(`(\w+)="((?:[^"\\]|\\.)*)"`)
)

func (s *stack) metrics(tb testing.TB) exposition {
	tb.Helper()
	got := s.do(tb, request{method: http.MethodGet, path: "/metrics"})
	require.Equal(tb, http.StatusOK, got.status)
	require.Contains(tb, got.header.Get("Content-Type"), "text/plain")
	return parsed(tb, string(got.body))
}

func parsed(tb testing.TB, text string) exposition {
	tb.Helper()
	var all exposition
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := sampleLine.FindStringSubmatch(line)
		require.NotNil(tb, parts, line)
		value, err := strconv.ParseFloat(parts[3], 64)
		require.NoError(tb, err, line)
		one := sample{name: parts[1], labels: labels{}, value: value}
		for _, pair := range labelPair.FindAllStringSubmatch(parts[2], -1) {
			one.labels[pair[1]] = pair[2]
		}
		all = append(all, one)
	}
	return all
}

// value sums the samples of the name that bear the labels.
func (e exposition) value(name string, wanted labels) float64 {
	sum := 0.0
	for _, one := range e {
		if one.name == name && one.bears(wanted) {
			sum += one.value
		}
	}
	return sum
}

func (s sample) bears(wanted labels) bool {
	for name, value := range wanted {
		if s.labels[name] != value {
			return false
		}
	}
	return true
}
