package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// data is a cluster's data directory and what can run a server on it.
type data struct {
	dir      string
	account  account
	binaries Binaries
}

// readOrMakeData returns the data at path, or makes a new cluster there.
func readOrMakeData(ctx context.Context, path string) (data, error) {
	dir, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeData(ctx, path)
	}
	if err != nil {
		return data{}, fmt.Errorf("look for the data: %w", err)
	}
	return readData(ctx, dir)
}

func readData(ctx context.Context, dir string) (data, error) {
	account, err := keeper(dir)
	if err != nil {
		return data{}, err
	}
	version, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	if err != nil {
		return data{}, fmt.Errorf("read which version made the data: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(version)))
	if err != nil {
		return data{}, fmt.Errorf("read which version made the data: %w", err)
	}
	binaries, err := findMajor(ctx, major)
	if err != nil {
		return data{}, err
	}
	return data{dir: dir, account: account, binaries: binaries}, clearStale(dir)
}

// clearStale removes the process id file of a run that was killed. We hold the
// cluster's lock, so no server is there, whoever has that process id by now.
func clearStale(dir string) error {
	err := os.Remove(filepath.Join(dir, "postmaster.pid"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what a killed run left: %w", err)
	}
	return nil
}

// makeData makes a cluster in a directory of another name and puts it at path
// when it is whole, so that an interrupted start leaves nothing that looks like
// a cluster.
func makeData(ctx context.Context, path string) (data, error) {
	binaries, err := Find(ctx)
	if err != nil {
		return data{}, err
	}
	account, err := unprivileged()
	if err != nil {
		return data{}, err
	}
	made := data{dir: path, account: account, binaries: binaries}
	if account.reaches(ctx, filepath.Dir(path)) {
		return made, made.makeHere(ctx)
	}
	return made.makeElsewhere(ctx)
}

func (d data) makeHere(ctx context.Context) error {
	work := d.dir + ".new"
	if err := errors.Join(os.RemoveAll(work), os.RemoveAll(d.dir)); err != nil {
		return fmt.Errorf("clear what an interrupted start left: %w", err)
	}
	if err := d.initdb(ctx, work); err != nil {
		return errors.Join(err, os.RemoveAll(work))
	}
	if err := os.Rename(work, d.dir); err != nil {
		return fmt.Errorf("put the new cluster in its place: %w", err)
	}
	return nil
}

// makeElsewhere makes the cluster where the account can reach it, and leaves a
// link in its place.
func (d data) makeElsewhere(ctx context.Context) (data, error) {
	refuge, err := d.account.refuge(ctx)
	if err != nil {
		return data{}, err
	}
	link := d.dir
	d.dir = filepath.Join(refuge, "data")
	if err := d.initdb(ctx, d.dir); err != nil {
		return data{}, errors.Join(err, os.RemoveAll(refuge))
	}
	return d, errors.Join(os.RemoveAll(link), os.Symlink(d.dir, link))
}

// initdb makes a cluster in dir: trust on the unix socket, which only the
// account can reach, and passwords on TCP. Text sorts by its bytes, so that
// tests see one order on every machine.
func (d data) initdb(ctx context.Context, dir string) error {
	if err := errors.Join(os.Mkdir(dir, 0o700), d.account.own(dir)); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	command := exec.CommandContext(ctx, d.binaries.initdb(), "--pgdata="+dir, "--username="+superuser,
		"--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions")
	command.Dir, command.Env, command.SysProcAttr = "/", environment(), d.account.attributes()
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// environment is what children get of our environment: not the variables by
// which PostgreSQL's programs are steered, and a fixed language and time zone.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}
