package tenant_test

import (
	"archive/zip"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/quiet_hours.txt anew, from Go's own time zones")

const header = `Quiet hours over every shift of every zone in 2026 and 2027, written by -update.
Zones that behave alike stand together. A row is a shift: its moment and the offsets
in minutes before and after; then for each span whether it is quiet (q) a nanosecond
before, at and a nanosecond after the shift, and since when and until when what holds
at the shift holds. All moments are UTC.
`

// table is what the file says: of each zone, the rows of its shifts.
type table map[string][]string

func rowsOf(zone *time.Location) []string {
	rows := []string{}
	for _, s := range shifts(zone) {
		rows = append(rows, s.law()+s.row(zone))
	}
	return rows
}

// String puts zones with the same rows together.
func (t table) String() string {
	alike := map[string][]string{}
	for name, rows := range t {
		key := strings.Join(rows, "\n")
		alike[key] = append(alike[key], name)
	}
	blocks := make([]string, 0, len(alike))
	for rows, names := range alike {
		slices.Sort(names)
		blocks = append(blocks, strings.TrimSpace(strings.Join(names, " ")+"\n"+rows)+"\n")
	}
	slices.Sort(blocks)
	return header + "\n" + strings.Join(blocks, "\n")
}

func readTable(tb testing.TB) table {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "quiet_hours.txt"))
	require.NoError(tb, err)
	read := table{}
	for _, block := range strings.Split(strings.TrimSpace(string(text)), "\n\n")[1:] {
		lines := strings.Split(block, "\n")
		for name := range strings.FieldsSeq(lines[0]) {
			read[name] = lines[1:]
		}
	}
	return read
}

// written makes the table from the archive of zones that Go comes with, the one that
// time/tzdata embeds.
func written(t *testing.T) table {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	require.NoError(t, err)
	defer func() { require.NoError(t, archive.Close()) }()
	made := table{}
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") {
			made[file.Name] = rowsOf(unpacked(t, file))
		}
	}
	return made
}

func unpacked(t *testing.T, file *zip.File) *time.Location {
	t.Helper()
	packed, err := file.Open()
	require.NoError(t, err)
	rules, err := io.ReadAll(packed)
	require.NoError(t, err)
	location, err := time.LoadLocationFromTZData(file.Name, rules)
	require.NoError(t, err)
	return location
}

func laws(rows []string) []string {
	told := make([]string, len(rows))
	for i, row := range rows {
		told[i], _, _ = strings.Cut(row, " |")
	}
	return told
}

// Countries change their laws, and machines have them sooner or later than Go: a zone
// that shifts otherwise than the table says is not held against it, unless many do.
func TestQuietHoursOverEveryShiftOfEveryZone(t *testing.T) {
	t.Parallel()
	if *update {
		require.NoError(t, os.WriteFile(filepath.Join("testdata", "quiet_hours.txt"), []byte(written(t).String()), 0o600))
	}
	kept := readTable(t)
	require.Greater(t, len(kept), 590, "IANA has about six hundred names")
	var changed []string
	for name, want := range kept {
		got := rowsOf(zone(t, name))
		if !slices.Equal(laws(want), laws(got)) {
			changed = append(changed, name)
			continue
		}
		require.Equal(t, want, got, name)
	}
	t.Logf("other laws than in the table: %v", changed)
	require.Less(t, len(changed), len(kept)/10, "the table is old: write it anew with -update")
}
