package stack

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheServerIsFoundByWhatItKeepsBesideItsData(t *testing.T) {
	t.Parallel()
	found, err := parsePostmaster("4711\n/home/x/data\n1795550000\n41234\n/tmp/pg-1\n127.0.0.1\n  5432001   3\nready   \n")
	require.NoError(t, err)
	require.Equal(t, postmaster{pid: 4711, port: "41234"}, found)
	for _, broken := range []string{"", "4711\n/data\n", "me\n/data\n1\n2\n"} {
		_, err := parsePostmaster(broken)
		require.ErrorIs(t, err, errPostmaster, broken)
	}
}

// cluster makes what a run leaves, its data elsewhere when a folder is given.
func cluster(t *testing.T, dir, elsewhere string) string {
	t.Helper()
	link := filepath.Join(clusterOf(dir), "data")
	require.NoError(t, os.MkdirAll(filepath.Dir(link), 0o755))
	if elsewhere == "" {
		require.NoError(t, os.Mkdir(link, 0o700))
		return link
	}
	data := filepath.Join(elsewhere, "data")
	require.NoError(t, os.MkdirAll(data, 0o700))
	require.NoError(t, os.Symlink(data, link))
	return data
}

func TestAnEarlierRunGoesWithItsDataWhereverTheyAre(t *testing.T) {
	t.Parallel()
	for name, elsewhere := range map[string]string{"in place": "", "behind a link": filepath.Join(t.TempDir(), "pgcluster-1")} {
		dir := t.TempDir()
		data := cluster(t, dir, elsewhere)
		log := filepath.Join(dir, "engine.log")
		require.NoError(t, os.WriteFile(log, nil, 0o600))
		require.NoError(t, discard(dir), name)
		require.NoDirExists(t, data, name)
		require.NoDirExists(t, own(dir), name)
		require.FileExists(t, log, "the log stays")
		if elsewhere != "" {
			require.NoDirExists(t, elsewhere, "the folder was made for the data")
		}
		require.NoError(t, discard(dir), "there is nothing to discard any more")
	}
}

func TestARunThatIsUnderWayIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := cluster(t, dir, "")
	content := strconv.Itoa(os.Getpid()) + "\n" + data + "\n1\n5555\n"
	require.NoError(t, os.WriteFile(filepath.Join(data, "postmaster.pid"), []byte(content), 0o600))
	require.ErrorContains(t, discard(dir), "another benchmark runs")
	require.DirExists(t, data)
}

func TestTheEngineGetsNobodyElsesServices(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://somebody/else")
	t.Setenv("SECRETS_KEY_FILE", "/somebody/else")
	t.Setenv("PORT", "8005")
	t.Setenv("LOG_LEVEL", "DEBUG")
	passed := environment()
	require.Contains(t, passed, "LOG_LEVEL=DEBUG")
	for _, foreign := range []string{"DATABASE_URL=postgres://somebody/else", "SECRETS_KEY_FILE=/somebody/else", "PORT=8005"} {
		require.NotContains(t, passed, foreign)
	}
}
