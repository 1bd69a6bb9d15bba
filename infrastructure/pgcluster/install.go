package pgcluster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

//go:embed install_debian.sh
var debianScript string

// Install installs the server binaries of PostgreSQL through the system's
// package manager, apt or Homebrew, and writes what that says to out. It asks
// for root, by sudo on the terminal, only where the process is not root already.
// No cluster of the machine's own is made or started. The error says what to run
// where this cannot be done here.
func Install(ctx context.Context, out io.Writer) error {
	command, err := installer(ctx, os.Geteuid() == 0, exec.LookPath)
	if err != nil {
		return err
	}
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, out, out
	if err := command.Run(); err != nil {
		return fmt.Errorf("install PostgreSQL by %s: %w: install PostgreSQL 15 or newer by hand and try again",
			command.Args[0], err)
	}
	return nil
}

// installer is the command that installs the server on this machine.
func installer(ctx context.Context, root bool, look func(string) (string, error)) (*exec.Cmd, error) {
	has := func(program string) bool {
		_, err := look(program)
		return err == nil
	}
	switch {
	case has("apt-get") && root:
		return exec.CommandContext(ctx, "sh", "-c", debianScript), nil
	case has("apt-get") && has("sudo"):
		return exec.CommandContext(ctx, "sudo", "sh", "-c", debianScript), nil
	case has("apt-get"):
		return nil, errors.New("PostgreSQL is not installed and this needs root: run as root: apt-get install postgresql")
	case has("brew") && !root:
		return exec.CommandContext(ctx, "brew", "install", "postgresql@17"), nil
	}
	return nil, errors.New("PostgreSQL is not installed, and there is neither apt nor Homebrew to install it: " +
		"install its server package, version 15 or newer, so that initdb and postgres are in PATH")
}
