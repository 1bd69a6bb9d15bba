// Package journal keeps lines of JSON in a file, for what a program must know again after a restart.
package journal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// permissions of the file: what it names of tenants is nobody else's business.
const permissions = 0o600

// File keeps lines in the order of their arrival. One process at a time may have it open.
type File struct {
	path   string
	logger *slog.Logger

	mu   sync.Mutex
	file *os.File
	out  *bufio.Writer
}

// Open opens the file, and makes it where there is none. Close it when nothing more is appended.
func Open(path string, logger *slog.Logger) (*File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, permissions)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	return &File{path: path, logger: logger, file: file, out: bufio.NewWriter(file)}, nil
}

// Append keeps one more line, which must be JSON without a line end. It waits in memory for the next flush; should that
// fail, Flush says so, and no later line is kept.
func (f *File) Append(line []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = write(f.out, line) // the writer remembers its error
}

// Flush hands what waits to the operating system.
func (f *File) Flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.out.Flush(); err != nil {
		return fmt.Errorf("write the journal %s: %w", f.path, err)
	}
	return nil
}

// FlushOn flushes at every tick until ctx ends, or until it fails, which is logged.
func (f *File) FlushOn(ctx context.Context, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		if err := f.Flush(); err != nil {
			f.logger.ErrorContext(ctx, "the journal is not kept any more; make room and restart", slog.String("error", err.Error()))
			return
		}
	}
}

// Close flushes and closes the file.
func (f *File) Close() error {
	err := f.Flush()
	f.mu.Lock()
	defer f.mu.Unlock()
	if closing := f.file.Close(); closing != nil {
		err = errors.Join(err, fmt.Errorf("close the journal: %w", closing))
	}
	return err
}

func write(out *bufio.Writer, line []byte) error {
	_, err := out.Write(line)
	if err == nil {
		err = out.WriteByte('\n')
	}
	return err //nolint:wrapcheck // whoever flushes says what was being done
}
