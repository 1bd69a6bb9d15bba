package auditfile_test

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/auditfile"
	"github.com/mmm-engine/mmm-engine/ports"
)

// lineSize is what one entry takes.
func lineSize(t *testing.T) int64 {
	t.Helper()
	path := newPath(t)
	appendAll(t, newFile(t, path, auditfile.Limits{}), 1)
	return int64(len(content(t, path)))
}

func logs(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(path + "*")
	require.NoError(t, err)
	return found
}

func TestAFullFileMakesRoomAndAsManyAreKeptAsSet(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{Size: 2 * lineSize(t), Files: 2})
	appendAll(t, file, 1, 2)
	require.Len(t, logs(t, path), 1, "it is not full yet")
	appendAll(t, file, 3, 4, 5, 6, 7, 8, 9)
	require.Equal(t, []int64{9}, ids(t, path))
	require.Equal(t, []int64{7, 8}, ids(t, path+".1"))
	require.Equal(t, []int64{5, 6}, ids(t, path+".2"))
	require.Len(t, logs(t, path), 3)
}

func TestWithoutASizeTheFileGrows(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	appendAll(t, newFile(t, path, auditfile.Limits{Files: 1}), 1, 2, 3)
	require.Equal(t, []int64{1, 2, 3}, ids(t, path))
	require.Len(t, logs(t, path), 1)
}

func TestABatchThatIsLargerThanAFileIsInOneFile(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{Size: 10, Files: 5})
	require.NoError(t, file.Append(t.Context(), []ports.FedAudit{entry(1), entry(2), entry(3)}))
	appendAll(t, file, 4)
	require.Equal(t, []int64{1, 2, 3}, ids(t, path+".1"))
	require.Equal(t, []int64{4}, ids(t, path))
}

// A rotation that a crash ended left a gap: nothing behind it has to move, or to go.
func TestAGapIsFilledBeforeAnythingIsLost(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{Size: lineSize(t), Files: 3})
	appendAll(t, file, 1, 2, 3, 4)
	require.NoError(t, os.Rename(path+".1", path+"-gone"))
	appendAll(t, file, 5)
	require.Equal(t, []int64{4}, ids(t, path+".1"))
	require.Equal(t, []int64{2}, ids(t, path+".2"))
	require.Equal(t, []int64{1}, ids(t, path+".3"))
}

func TestSeveralWritersLoseAndTearNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	const writers, each = 4, 25
	limits := auditfile.Limits{Size: 7 * lineSize(t), Files: writers * each}
	var all sync.WaitGroup
	for writer := range int64(writers) {
		file := newFile(t, path, limits)
		all.Go(func() {
			for n := range int64(each) {
				for file.Append(t.Context(), []ports.FedAudit{entry(writer*each + n)}) != nil && t.Context().Err() == nil {
					continue // another one is writing
				}
			}
		})
	}
	all.Wait()
	seen := map[int64]int{}
	for _, name := range logs(t, path) {
		for _, id := range ids(t, name) {
			seen[id]++
		}
	}
	for id := range int64(writers * each) {
		require.Equal(t, 1, seen[id], "entry "+strconv.FormatInt(id, 10))
	}
}
