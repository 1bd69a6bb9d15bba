package pgcluster_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// install puts a server of that version into dir, as far as Find looks.
func install(t *testing.T, dir, version string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
	for _, program := range []string{"postgres", "initdb"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755))
	}
}

func TestTheServerInPathIsFoundFirst(t *testing.T) {
	dir := t.TempDir()
	install(t, dir, "99.1 (Debian 99.1-1)")
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))

	found, err := pgcluster.Find(t.Context())

	require.NoError(t, err)
	require.Equal(t, pgcluster.Binaries{Dir: dir, Major: 99}, found)
}

func TestATooOldServerIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	install(t, dir, "14.9")
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))

	found, err := pgcluster.Find(t.Context())

	require.NotEqual(t, dir, found.Dir)
	if err != nil {
		require.ErrorIs(t, err, pgcluster.ErrNotInstalled)
	}
}
