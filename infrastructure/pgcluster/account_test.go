package pgcluster_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestADirectoryClosedToTheServersAccountStaysClosed(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another account")
	}
	home := t.TempDir()
	require.NoError(t, os.Chmod(home, 0o700))
	dir := filepath.Join(home, "project")
	stop(t, start(t, dir))
	data, err := os.Readlink(filepath.Join(dir, "data"))
	require.NoError(t, err, "the data are elsewhere, and a link says where")
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(filepath.Dir(data))) })

	require.NoError(t, start(t, dir).Exec(t.Context(), "SELECT 1"), "and are found again")

	info, err := os.Stat(home)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}

func TestTheDataAreClosedToOthers(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	start(t, dir)

	info, err := os.Stat(filepath.Join(dir, "data"))

	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm(), "the socket, which asks for no password, is in there")
}
