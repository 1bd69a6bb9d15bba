package journal

import (
	"bufio"
	"errors"
	"fmt"
	"iter"
	"os"
)

// Rewrite replaces all lines, or none when it fails. Lines that wait for a flush are replaced too.
func (f *File) Rewrite(lines iter.Seq[[]byte]) error {
	next, err := f.written(lines)
	if err != nil {
		return fmt.Errorf("rewrite the journal: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = f.file.Close() // what it held has been replaced
	f.file, f.out = next, bufio.NewWriter(next)
	return nil
}

// written puts the lines into a file beside, which then takes the place of ours.
func (f *File) written(lines iter.Seq[[]byte]) (*os.File, error) {
	path := f.path + ".new"
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR|os.O_APPEND, permissions)
	if err != nil {
		return nil, fmt.Errorf("make a new file: %w", err)
	}
	if err := fill(file, lines); err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(path))
	}
	if err := os.Rename(path, f.path); err != nil {
		return nil, errors.Join(fmt.Errorf("take the old file's place: %w", err), file.Close(), os.Remove(path))
	}
	return file, nil
}

func fill(file *os.File, lines iter.Seq[[]byte]) error {
	out := bufio.NewWriter(file)
	for line := range lines {
		if err := write(out, line); err != nil {
			return fmt.Errorf("write a line: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the last lines: %w", err)
	}
	// Before the rename, so that a crash leaves the old file or the whole new one.
	if err := file.Sync(); err != nil {
		return fmt.Errorf("bring it to the disk: %w", err)
	}
	return nil
}
