package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who runs the server. The zero account is the one that runs us.
type account struct {
	uid, gid uint32
	home     string
	other    bool
}

// unprivileged is the account for a new cluster: ours, or for root another.
func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if found, err := user.Lookup(name); err == nil {
			return accountOf(found)
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and there is neither an account postgres " +
		"nor nobody to run it as: start it as another user")
}

func accountOf(found *user.User) (account, error) {
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("account %s: %w", found.Username, err)
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("account %s: %w", found.Username, err)
	}
	return account{uid: uint32(uid), gid: uint32(gid), home: found.HomeDir, other: true}, nil
}

// keeper is the account that must run the server on data which exist: who owns
// them.
func keeper(data string) (account, error) {
	info, err := os.Stat(data)
	if err != nil {
		return account{}, fmt.Errorf("look at the data: %w", err)
	}
	uid, gid, known := ownerOf(info)
	switch {
	case known && int(uid) == os.Geteuid() && uid != 0:
		return account{}, nil
	case known && os.Geteuid() == 0 && uid != 0:
		return account{uid: uid, gid: gid, other: true}, nil
	}
	return account{}, fmt.Errorf("the data in %s belong to user %d, and this process cannot run PostgreSQL as that user: "+
		"remove the data, or use another directory", data, uid)
}

// own gives a file to the account.
func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	if err := os.Chown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give %s to the account of PostgreSQL: %w", path, err)
	}
	return nil
}

// attributes are how a child is to be started: as the account, and in a process
// group of its own, so that Ctrl-C on the terminal reaches us alone.
func (a account) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		attributes.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attributes
}

// reaches reports whether the account can enter the directory, by entering it.
func (a account) reaches(ctx context.Context, dir string) bool {
	if !a.other {
		return true
	}
	command := exec.CommandContext(ctx, "/bin/sh", "-c", `cd -- "$1"`, "sh", dir)
	command.Dir = "/"
	command.SysProcAttr = a.attributes()
	return command.Run() == nil
}

// refuge makes a directory that the account can reach and nobody else: below its
// home, which it owns, or else below /var/tmp, which outlives a reboot.
func (a account) refuge(ctx context.Context) (string, error) {
	for _, parent := range []string{a.home, "/var/tmp"} {
		if !filepath.IsAbs(parent) || parent == "/" || !a.reaches(ctx, parent) {
			continue
		}
		if dir, err := os.MkdirTemp(parent, "pgcluster-"); err == nil {
			return dir, a.own(dir)
		}
	}
	return "", errors.New("the unprivileged account that PostgreSQL must run as cannot reach this directory, " +
		"its home or /var/tmp: use a directory that every user can enter")
}
