package auditfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

// rotate moves the file to path.1 and those before one further; what would be one too many
// is gone. A crash in between leaves a gap, which the next rotation fills.
func rotate(path string, files int) error {
	last, err := firstGap(path, files)
	if err != nil {
		return err
	}
	for n := last; n > 1; n-- {
		if err := move(earlier(path, n-1), earlier(path, n)); err != nil {
			return err
		}
	}
	return move(path, earlier(path, 1))
}

// firstGap answers the first number that is free, else the last that is kept.
func firstGap(path string, files int) (int, error) {
	for n := 1; n < files; n++ {
		_, err := os.Lstat(earlier(path, n))
		if errors.Is(err, fs.ErrNotExist) {
			return n, nil
		}
		if err != nil {
			return 0, fmt.Errorf("look for earlier audit logs: %w", err)
		}
	}
	return files, nil
}

func earlier(path string, n int) string { return path + "." + strconv.Itoa(n) }

func move(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("rotate the audit log: %w", err)
	}
	return nil
}
