package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrRunning says that another process runs the cluster of this directory.
var ErrRunning = errors.New("this cluster is already running: stop the process that started it, or use another directory")

// acquire takes the lock of a cluster. The server inherits the open file, so the
// lock is held as long as either we or the server live, and whoever gets it
// knows that no server works on the data. A server whose parent was killed needs
// a moment to go, which acquire allows for.
func acquire(ctx context.Context, path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, 3*time.Second, ErrRunning)
	defer cancel()
	err = poll(ctx, func() error {
		return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	})
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// poll calls try until it succeeds or ctx ends, and then returns the context's
// cause with what try said last.
func poll(ctx context.Context, try func() error) error {
	ticker := time.NewTicker(25 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w (%w)", context.Cause(ctx), err)
		case <-ticker.C:
		}
	}
}
