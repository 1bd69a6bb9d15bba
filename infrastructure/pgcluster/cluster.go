// Package pgcluster runs a private PostgreSQL cluster for development and
// tests: its own data directory, its own free port on 127.0.0.1 and its own
// unix socket, never the machine's cluster on 5432. The server lives no longer
// than the process which started it.
//
// Everything is kept below one directory:
//
//	data        the cluster (a link, where Start had to put the data elsewhere)
//	password    the superuser's password on 127.0.0.1, mode 0600
//	server.log  what the server said since its last start
//	lock        held while the cluster runs
package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// superuser is the role that owns the cluster.
const superuser = "postgres"

// Options say where a cluster lives and how its server is set.
type Options struct {
	// Dir holds everything of the cluster and is kept from run to run; it is
	// made when absent. Required.
	Dir string
	// Settings are settings of postgresql.conf for this run, by name, such as
	// "max_connections": "300". They win over the cluster's own. Default none.
	Settings map[string]string
}

// Cluster is a running server. Its methods may be called concurrently.
type Cluster struct {
	dir      string
	password string
	port     uint16
	socket   string
	data     data
	server   *server
	// standby is true for one that follows another.
	standby bool
	release func() error
}

// Start brings the cluster of options.Dir up and returns once it answers; a
// cluster that does not exist yet is made. The caller must call Stop.
//
// ErrRunning says that another process runs this cluster, ErrNotInstalled that
// there is no server to run it with. What a killed run left behind is cleared.
//
// PostgreSQL refuses to run as root. Started by root, the server runs as the
// account that owns the data, at first "postgres", or "nobody" where that does
// not exist. Nobody's permissions are loosened for it: where the account cannot
// reach options.Dir, the data go to a new directory below the account's home,
// or below /var/tmp, and options.Dir/data is a link to it.
func Start(ctx context.Context, options Options) (*Cluster, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil || options.Dir == "" {
		return nil, errors.Join(errors.New("pgcluster: Options.Dir must name a directory"), err)
	}
	// Others may enter: as root, the server's account has to.
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // see above; what is in there is closed
		return nil, fmt.Errorf("pgcluster: make %s: %w", dir, err)
	}
	lock, err := acquire(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("pgcluster: %s: %w", dir, err)
	}
	cluster, err := start(ctx, dir, options.Settings, lock)
	if err != nil {
		return nil, fmt.Errorf("pgcluster: %s: %w", dir, errors.Join(err, lock.Close()))
	}
	return cluster, nil
}

func start(ctx context.Context, dir string, settings map[string]string, lock *os.File) (*Cluster, error) {
	password, err := readOrMakePassword(filepath.Join(dir, "password"))
	if err != nil {
		return nil, err
	}
	data, err := readOrMakeData(ctx, filepath.Join(dir, "data"))
	if err != nil {
		return nil, err
	}
	socket, remove, err := data.socketDir()
	if err != nil {
		return nil, err
	}
	cluster := &Cluster{dir: dir, password: password, socket: socket, data: data}
	cluster.release = func() error { return errors.Join(remove(), lock.Close()) }
	if err := cluster.launch(ctx, data, settings, lock); err != nil {
		return nil, errors.Join(err, remove())
	}
	return cluster, nil
}

// launch starts the server on a free port. Between asking the kernel for one
// and the server's taking it somebody else may have it, so it tries again.
func (c *Cluster) launch(ctx context.Context, data data, settings map[string]string, lock *os.File) error {
	const attempts = 3
	var err error
	for range attempts {
		if c.port, err = freePort(ctx); err != nil {
			return err
		}
		if err = c.attempt(ctx, data, settings, lock); err == nil || !taken(ctx, c.port) {
			return err
		}
	}
	return err
}

func (c *Cluster) attempt(ctx context.Context, data data, settings map[string]string, lock *os.File) error {
	command := data.command(c.port, c.socket, settings)
	running, err := launch(command, filepath.Join(c.dir, "server.log"), lock)
	if err != nil {
		return err
	}
	c.server = running
	if err := c.awaitReady(ctx); err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopDeadline)
		defer cancel()
		return errors.Join(err, running.stop(ctx))
	}
	return nil
}

// Stop shuts the server down, ending open connections, and returns when it is
// gone. When ctx ends first the server is killed; the data survive that. Stop
// may be called more than once, and after the server has died.
func (c *Cluster) Stop(ctx context.Context) error {
	if err := c.server.stop(ctx); err != nil {
		return fmt.Errorf("pgcluster: stop the server of %s: %w", c.dir, err)
	}
	if err := c.release(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("pgcluster: release %s: %w", c.dir, err)
	}
	return nil
}

// ownerOf is the account that a file belongs to.
func ownerOf(info os.FileInfo) (uid, gid uint32, known bool) {
	stat, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return 0, 0, false
	}
	return stat.Uid, stat.Gid, true
}
