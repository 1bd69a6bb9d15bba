package archtest_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/archtest"
)

// The controls see that each rule catches what it is there for, and no more.

func edge(words string) archtest.Edge {
	parts := strings.Fields(words)
	return archtest.Edge{From: parts[0], To: parts[1], InTest: len(parts) > 2}
}

func TestAForbiddenImportIsReportedWithItsRule(t *testing.T) {
	t.Parallel()
	for words, rule := range map[string]string{
		"domain/decision context":                                  "domain imports only the standard library",
		"domain/decision log/slog":                                 "domain imports only the standard library",
		"domain/decision net/http":                                 "domain imports only the standard library",
		"domain/decision math/rand/v2":                             "domain imports only the standard library",
		"domain/decision github.com/google/uuid":                   "domain imports only the standard library",
		"domain/decision ports":                                    "domain imports only the standard library",
		"domain/decision adapters/memory test":                     "domain imports only the standard library",
		"domain/experiment/results gonum.org/v1/gonum/stat/distuv": "domain/experiment/results imports only",
		"domain/experiment/results math/rand/v2":                   "domain/experiment/results imports only",
		"domain/experiment gonum.org/v1/gonum/mathext":             "domain imports only the standard library",
		"ports application":                                        "ports imports only domain",
		"ports github.com/jackc/pgx/v5":                            "ports imports only domain",
		"ports go.opentelemetry.io/otel":                           "ports imports only domain",
		"ports github.com/labstack/echo/v4":                        "ports imports only domain",
		"ports github.com/prometheus/client_golang":                "ports imports only domain",
		"ports/portstest adapters/memory":                          "ports/portstest imports only domain",
		"application/command adapters/postgres":                    "application imports only domain, ports",
		"application/command adapters/postgres test":               "application imports only domain, ports",
		"application/command infrastructure/pgpool":                "application imports only domain, ports",
		"application/command log/slog":                             "application imports only domain, ports",
		"application/command log":                                  "application imports only domain, ports",
		"application/command database/sql":                         "application imports only domain, ports",
		"application/follow github.com/jackc/pgx/v5":               "application imports only domain, ports",
		"adapters/observed adapters/postgres":                      "never another adapter",
		"adapters/observed adapters/postgres/internal/write":       "never another adapter",
		"adapters/postgres application/command":                    "only inbound ones import application",
		"adapters/postgres infrastructure/pgpool":                  "an adapter imports only domain, ports",
		"adapters/postgres db":                                     "an adapter imports only domain, ports",
		"adapters/httpapi adapters/jobs":                           "never another adapter",
		"adapters/githubbot application":                           "only inbound ones import application",
		"infrastructure/pgpool domain/tenant":                      "infrastructure imports only the standard library",
		"infrastructure/pgpool ports":                              "infrastructure imports only the standard library",
		"infrastructure/pgpool application":                        "infrastructure imports only the standard library",
		"infrastructure/pgpool adapters/memory test":               "infrastructure imports only the standard library",
		"db infrastructure/pgpool":                                 "db imports only the standard library",
		"adapters/httpapi cmd/mmm-engine":                          "nothing imports cmd",
		"adapters/httpapi cmd/mmm-engine test":                     "nothing imports cmd",
		"cmd/mmmctl cmd/mmm-engine":                                "nothing imports cmd",
		"scripts fmt":                                              "no rule of archtest covers",
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			edge := edge(words)

			offences := archtest.Offences([]archtest.Edge{edge})

			require.Len(t, offences, 1)
			require.True(t, strings.HasPrefix(offences[0], edge.From+" imports "+edge.To+": "), offences[0])
			require.Contains(t, offences[0], rule)
		})
	}
}

func TestAnAllowedImportIsNotReported(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"domain/decision domain/fault",
		"domain/decision net/url",
		"domain/decision time",
		"domain/decision pgregory.net/rapid test",
		"ports context",
		"ports domain/event",
		"ports/portstest github.com/stretchr/testify/require",
		"application/command ports",
		"application/command adapters/memory test",
		"application application/command",
		"adapters/postgres github.com/jackc/pgx/v5",
		"adapters/postgres adapters/postgres/internal/writedb",
		"adapters/postgres infrastructure/pgtest test",
		"adapters/httpapi application",
		"adapters/github application/command",
		"adapters/jobs ports",
		"infrastructure/pgtest db",
		"infrastructure/pgtest github.com/peterldowns/pgtestdb",
		"cmd/mmm-engine adapters/postgres",
		"cmd/mmm-engine cmd/mmm-engine/internal/dev",
	} {
		require.Empty(t, archtest.Offences([]archtest.Edge{edge(words)}))
	}
}

func TestAReadOfTheClockIsReported(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"a call":     "package x\nimport \"time\"\nvar now = time.Now()",
		"a value":    "package x\nimport \"time\"\nvar clock = time.Now",
		"an alias":   "package x\nimport t \"time\"\nvar age = t.Since(t.Time{})",
		"the future": "package x\nimport \"time\"\nvar left = time.Until(time.Time{})",
		"a sleep":    "package x\nimport \"time\"\nfunc wait() { time.Sleep(1) }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reads, err := archtest.ClockReads(module("clock.go", source))

			require.NoError(t, err)
			require.Len(t, reads, 1)
			require.Contains(t, reads[0], "domain/clock.go:")
		})
	}
}

func TestWhatOnlyLooksLikeTheClockIsNotReported(t *testing.T) {
	t.Parallel()
	innocent := "package x\nimport \"time\"\ntype c struct{ Now time.Time }\nfunc f(clock c) time.Time { return clock.Now }"
	reads, err := archtest.ClockReads(module("clock.go", innocent))
	require.NoError(t, err)
	require.Empty(t, reads)

	inTest := "package x\nimport \"time\"\nvar now = time.Now()"
	reads, err = archtest.ClockReads(module("clock_test.go", inTest))
	require.NoError(t, err)
	require.Empty(t, reads)
}

// module is one with the inner layers, and a file in the domain.
func module(name, source string) fs.FS {
	folder := &fstest.MapFile{Mode: fs.ModeDir}
	return fstest.MapFS{
		"ports": folder, "application": folder, "adapters": folder,
		"domain/" + name: {Data: []byte(source)},
	}
}

func TestAStrangeOrMissingFolderIsReported(t *testing.T) {
	t.Parallel()
	file := &fstest.MapFile{}
	agreed := fstest.MapFS{"utils/x": file, ".git/x": file, "docs/x": file, "bin/x": file}
	for _, name := range []string{"domain", "application", "ports", "adapters", "infrastructure", "db", "cmd"} {
		agreed[name+"/x"] = file
	}
	for _, name := range []string{"Makefile", "sqlc.yaml", "go.mod", "go.sum"} {
		agreed[name] = file
	}
	entries, err := agreed.ReadDir(".")
	require.NoError(t, err)

	require.Equal(t, []string{
		"utils is not part of the top level: see architecture.md",
		"deploy is missing from the top level: see architecture.md",
	}, archtest.Misplaced(entries))
}
