package auditfile_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/auditfile"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestWhatIsNoFileOfOursIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	require.NoError(t, os.WriteFile(at("victim"), []byte("somebody's"), 0o600))
	require.NoError(t, os.Symlink(at("victim"), at("link")))
	require.NoError(t, os.Symlink(at("nothing"), at("dangling")))
	require.NoError(t, syscall.Mkfifo(at("pipe"), 0o600))
	for _, name := range []string{"link", "dangling", "pipe", ".", "missing/audit.log", "victim/audit.log"} {
		_, err := auditfile.New(at(name), auditfile.Limits{})
		require.ErrorContains(t, err, "the audit log", name)
	}
	require.Equal(t, "somebody's", content(t, at("victim")))
	require.NoFileExists(t, at("nothing"))
}

func TestALinkThatTakesThePlaceOfTheFileIsNotFollowed(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{})
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.WriteFile(path+"-victim", []byte("somebody's"), 0o600))
	require.NoError(t, os.Symlink(path+"-victim", path))
	require.ErrorContains(t, file.Append(t.Context(), []ports.FedAudit{entry(1)}), "links are not followed")
	require.Equal(t, "somebody's", content(t, path+"-victim"))
}

func TestNobodyWritesWhileAnotherDoes(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{})
	other, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	require.NoError(t, err)
	require.NoError(t, syscall.Flock(int(other.Fd()), syscall.LOCK_EX))
	_, err = other.WriteString(`{"entry_id":1,`)
	require.NoError(t, err)
	require.ErrorContains(t, file.Append(t.Context(), []ports.FedAudit{entry(1)}), "another process")
	_, err = other.WriteString("\"half\":2}\n")
	require.NoError(t, err)
	require.NoError(t, other.Close())
	appendAll(t, file, 1)
	require.Equal(t, []int64{1, 1}, ids(t, path), "what the other had begun is whole")
}
