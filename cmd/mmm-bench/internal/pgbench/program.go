package pgbench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// Program is where pgbench lies.
type Program string

// Find looks beside the server's programs, of the version that the private cluster
// is made with.
func Find(ctx context.Context) (Program, error) {
	binaries, err := pgcluster.Find(ctx)
	if err != nil {
		return "", err
	}
	// What is found in PATH may be a link to where the programs lie together.
	server, err := filepath.EvalSymlinks(filepath.Join(binaries.Dir, "postgres"))
	if err != nil {
		return "", fmt.Errorf("look for pgbench: %w", err)
	}
	path := filepath.Join(filepath.Dir(server), "pgbench")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("pgbench is not beside PostgreSQL's server, install the package that has it: %w", err)
	}
	return Program(path), nil
}

// Version answers the server's: both come from one package.
func (p Program) Version(ctx context.Context) string {
	line, err := exec.CommandContext(ctx, string(p), "--version").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(strings.TrimPrefix(string(line), "pgbench (PostgreSQL)"))
}
