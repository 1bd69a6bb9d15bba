package auditfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

var (
	errNoFile  = errors.New("the audit log is no regular file; links are not followed")
	errMoved   = errors.New("the audit log was moved away at this moment")
	errWritten = errors.New("another process is writing to the audit log")
)

// open makes the file where it is missing, readable for nobody else. A link in its place is
// not followed: it could lead to a file that is not ours.
func open(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o600)
	if errors.Is(err, syscall.ELOOP) {
		return nil, fmt.Errorf("%w: %w", errNoFile, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the audit log: %w", err)
	}
	about, err := file.Stat()
	if err == nil && !about.Mode().IsRegular() {
		err = fmt.Errorf("%w: %s", errNoFile, path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// prepare locks the file and cuts off a torn end. It answers the size then.
func prepare(file *os.File, path string) (int64, error) {
	// Who led before us may still be writing. We come again.
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return 0, fmt.Errorf("%w: %w", errWritten, err)
	}
	about, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("look at the audit log: %w", err)
	}
	if named, err := os.Lstat(path); err != nil || !os.SameFile(about, named) {
		return 0, errMoved
	}
	if about.Size() == 0 {
		return 0, syncFolder(path)
	}
	return cut(file, about.Size())
}

// cut takes what stands behind the last whole line away, and answers where that ends.
func cut(file *os.File, size int64) (int64, error) {
	whole, err := wholeLines(file, size)
	if err == nil && whole < size {
		err = file.Truncate(whole)
	}
	if err != nil {
		return 0, fmt.Errorf("cut a torn line off the audit log: %w", err)
	}
	return whole, nil
}

// wholeLines answers where the last line ends that has its end, from the back.
func wholeLines(file io.ReaderAt, size int64) (int64, error) {
	piece := make([]byte, 64<<10)
	for end := size; end > 0; {
		begin := max(end-int64(len(piece)), 0)
		part := piece[:end-begin]
		if _, err := file.ReadAt(part, begin); err != nil {
			return 0, err //nolint:wrapcheck // cut says what it means
		}
		if at := bytes.LastIndexByte(part, '\n'); at >= 0 {
			return begin + int64(at) + 1, nil
		}
		end = begin
	}
	return 0, nil
}

// syncFolder has a new file outlive a crash under its name.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("open the folder of the audit log: %w", err)
	}
	defer func() { _ = folder.Close() }()
	if err := folder.Sync(); err != nil {
		return fmt.Errorf("sync the folder of the audit log: %w", err)
	}
	return nil
}
