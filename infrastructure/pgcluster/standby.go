package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Standby brings up a streaming standby of the running cluster, for queries, in
// options.Dir. It is copied anew each time: what the directory held goes. The settings
// are those of the primary where they must not be less. The caller must call Stop.
func (c *Cluster) Standby(ctx context.Context, options Options) (*Cluster, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil || options.Dir == "" {
		return nil, errors.Join(errors.New("pgcluster: Options.Dir must name a directory"), err)
	}
	// Others may enter, as in Start.
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // what is in there is closed
		return nil, fmt.Errorf("pgcluster: make %s: %w", dir, err)
	}
	lock, err := acquire(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("pgcluster: %s: %w", dir, err)
	}
	standby, err := c.startStandby(ctx, dir, options.Settings, lock)
	if err != nil {
		return nil, fmt.Errorf("pgcluster: %s: %w", dir, errors.Join(err, lock.Close()))
	}
	return standby, nil
}

func (c *Cluster) startStandby(ctx context.Context, dir string, settings map[string]string, lock *os.File) (*Cluster, error) {
	copied, discard, err := c.copyTo(ctx, dir)
	if err != nil {
		return nil, err
	}
	socket, remove, err := copied.socketDir()
	if err != nil {
		return nil, errors.Join(err, discard())
	}
	standby := &Cluster{dir: dir, password: c.password, socket: socket, data: copied, standby: true}
	standby.release = func() error { return errors.Join(remove(), discard(), lock.Close()) }
	if err := standby.launch(ctx, copied, settings, lock); err != nil {
		return nil, errors.Join(err, remove(), discard())
	}
	return standby, nil
}

// copyTo makes a base backup that follows the cluster, below dir, or where the account
// of the server cannot reach that, in a refuge.
func (c *Cluster) copyTo(ctx context.Context, dir string) (copied data, discard func() error, err error) {
	copied = c.data
	program, err := copied.binaries.basebackup()
	if err != nil {
		return copied, nil, err
	}
	copied.dir = filepath.Join(dir, "standby")
	discard = func() error { return os.RemoveAll(copied.dir) }
	if !copied.account.reaches(ctx, dir) {
		refuge, err := copied.account.refuge(ctx)
		if err != nil {
			return copied, nil, err
		}
		copied.dir = filepath.Join(refuge, "standby")
		discard = func() error { return os.RemoveAll(refuge) }
	}
	if err := errors.Join(os.RemoveAll(copied.dir), os.Mkdir(copied.dir, 0o700), copied.account.own(copied.dir)); err != nil {
		return copied, nil, fmt.Errorf("make the standby's directory: %w", err)
	}
	// Over the socket nobody needs a password, and only the account gets there.
	command := exec.CommandContext(ctx, program,
		"--pgdata="+copied.dir, "--host="+c.socket, "--port="+strconv.Itoa(int(c.port)), "--username="+superuser,
		"--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
	command.Dir, command.Env, command.SysProcAttr = "/", environment(), copied.account.attributes()
	if out, err := command.CombinedOutput(); err != nil {
		return copied, nil, errors.Join(fmt.Errorf("pg_basebackup: %w: %s", err, strings.TrimSpace(string(out))), discard())
	}
	return copied, discard, nil
}

// Port answers where the server listens on 127.0.0.1.
func (c *Cluster) Port() uint16 { return c.port }
