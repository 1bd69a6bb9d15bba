// Package auditfile appends audit entries to a file, one JSON object a line
// (observability.md, section 6).
//
// The file is opened for each batch and closed behind it, so whoever moves it away, we or
// logrotate, is noticed by the next one without being told. What a crash leaves torn was
// never said to be kept: it is cut off before anything is written behind it.
package auditfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Limits are when the file makes room for a new one, and what is kept of those before.
type Limits struct {
	// Size in bytes from which on a batch goes to a new file; 0 leaves that to others. A
	// file is larger only where one batch is.
	Size int64
	// Files is how many earlier files are kept, as path.1 (the newest), path.2 and so on; at
	// least 1.
	Files int
}

// File implements ports.AuditLog. Any number of processes may share one.
type File struct {
	path   string
	limits Limits
	// on is what is written to an open file; tests put a disk in its place that is full.
	on func(*os.File) target
}

// target is an open file, as far as entries are written to it.
type target interface {
	io.Writer
	Sync() error
	Truncate(size int64) error
}

var _ ports.AuditLog = (*File)(nil)

// New answers an error when the file cannot be written. It is made where it is missing,
// its folder is not.
func New(path string, limits Limits) (*File, error) {
	file, err := open(path)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("close the audit log: %w", err)
	}
	return &File{path: path, limits: limits, on: func(file *os.File) target { return file }}, nil
}

// Append implements ports.AuditLog: it answers once the lines are on the disk.
func (f *File) Append(ctx context.Context, entries []ports.FedAudit) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	lines, err := encode(entries)
	if err != nil {
		return err
	}
	file, size, err := f.begin(int64(len(lines)))
	if err != nil {
		return err
	}
	return errors.Join(write(f.on(file), size, lines), file.Close())
}

// begin answers the file that has room for so many bytes, locked, and its size.
func (f *File) begin(more int64) (*os.File, int64, error) {
	file, size, err := f.acquire()
	if err != nil || size == 0 || f.limits.Size == 0 || size+more <= f.limits.Size {
		return file, size, err
	}
	// It stays locked until its successor is there, so that nobody else moves it too.
	defer func() { _ = file.Close() }()
	if err := rotate(f.path, f.limits.Files); err != nil {
		return nil, 0, err
	}
	return f.acquire()
}

// acquire answers the file, locked and without a torn end, and its size.
func (f *File) acquire() (*os.File, int64, error) {
	file, err := open(f.path)
	if err != nil {
		return nil, 0, err
	}
	size, err := prepare(file, f.path)
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, size, nil
}

// write answers once the lines are on the disk. Else it takes back what there is of them,
// so that trying again on a full disk does not fill it with beginnings.
func write(to target, size int64, lines []byte) error {
	_, err := to.Write(lines)
	if err == nil {
		err = to.Sync()
	}
	if err == nil {
		return nil
	}
	if undone := to.Truncate(size); undone != nil {
		err = errors.Join(err, undone)
	}
	return fmt.Errorf("append to the audit log: %w", err)
}
