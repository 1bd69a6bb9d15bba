package auditfile_test

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/auditfile"
	"github.com/mmm-engine/mmm-engine/ports"
)

// disk is a file on a disk that has its troubles.
type disk struct {
	*os.File

	full, unsynced, stuck bool
	synced                *int
}

// Write takes half of it when the disk is full.
func (d disk) Write(lines []byte) (int, error) {
	if !d.full {
		return d.File.Write(lines)
	}
	n, err := d.File.Write(lines[:len(lines)/2])
	return n, errors.Join(err, syscall.ENOSPC)
}

func (d disk) Sync() error {
	if d.unsynced {
		return syscall.EIO
	}
	*d.synced++
	return d.File.Sync()
}

func (d disk) Truncate(size int64) error {
	if d.stuck {
		return syscall.EROFS
	}
	return d.File.Truncate(size)
}

// onDisk answers a file on a disk whose troubles the test changes.
func onDisk(t *testing.T, path string) (*auditfile.File, *disk) {
	t.Helper()
	troubles := &disk{synced: new(int)}
	return newFile(t, path, auditfile.Limits{}).On(func(file *os.File) auditfile.Target {
		d := *troubles
		d.File = file
		return d
	}), troubles
}

func TestABatchIsKeptOnlyOnceTheDiskHasIt(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file, disk := onDisk(t, path)
	appendAll(t, file, 1, 2)
	require.Equal(t, 2, *disk.synced)
	disk.unsynced = true
	require.ErrorIs(t, file.Append(t.Context(), []ports.FedAudit{entry(3)}), syscall.EIO)
	require.Equal(t, []int64{1, 2}, ids(t, path))
	disk.unsynced = false
	appendAll(t, file, 3)
	require.Equal(t, []int64{1, 2, 3}, ids(t, path))
}

func TestAFullDiskLeavesNoBeginnings(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file, disk := onDisk(t, path)
	appendAll(t, file, 1)
	disk.full = true
	for range 3 {
		require.ErrorIs(t, file.Append(t.Context(), []ports.FedAudit{entry(2), entry(3), entry(4)}), syscall.ENOSPC)
		require.Equal(t, []int64{1}, ids(t, path))
	}
	disk.full = false
	require.NoError(t, file.Append(t.Context(), []ports.FedAudit{entry(2), entry(3), entry(4)}))
	require.Equal(t, []int64{1, 2, 3, 4}, ids(t, path))
}

func TestWhatCannotBeTakenBackIsCutOffLater(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file, disk := onDisk(t, path)
	appendAll(t, file, 1)
	disk.full, disk.stuck = true, true
	err := file.Append(t.Context(), []ports.FedAudit{entry(2)})
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorIs(t, err, syscall.EROFS)
	require.NotRegexp(t, `\n$`, content(t, path), "a torn line is there")
	disk.full, disk.stuck = false, false
	appendAll(t, file, 2)
	require.Equal(t, []int64{1, 2}, ids(t, path))
}
