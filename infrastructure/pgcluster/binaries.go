package pgcluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// oldest is the first major version of PostgreSQL that will do.
const oldest = 15

// ErrNotInstalled says that no server binaries of PostgreSQL were found.
var ErrNotInstalled = errors.New("no PostgreSQL server binaries, version 15 or newer, in PATH, " +
	"/usr/lib/postgresql or Homebrew: install the server package of PostgreSQL")

// Binaries are the server programs of one PostgreSQL installation.
type Binaries struct {
	// Dir is the directory that holds initdb and postgres.
	Dir string
	// Major is the major version, such as 17.
	Major int
}

func (b Binaries) initdb() string   { return filepath.Join(b.Dir, "initdb") }
func (b Binaries) postgres() string { return filepath.Join(b.Dir, "postgres") }

// basebackup answers the program that copies a running cluster. Where only the server was
// put into a folder of the PATH, it lies where that leads to, or where Debian has it.
func (b Binaries) basebackup() (string, error) {
	folders := []string{b.Dir, fmt.Sprintf("/usr/lib/postgresql/%d/bin", b.Major)}
	if server, err := filepath.EvalSymlinks(b.postgres()); err == nil {
		folders = append(folders, filepath.Dir(server))
	}
	for _, folder := range folders {
		program := filepath.Join(folder, "pg_basebackup")
		if _, err := os.Stat(program); err == nil {
			return program, nil
		}
	}
	return "", fmt.Errorf("there is no pg_basebackup of PostgreSQL %d: install its client package", b.Major)
}

// Find returns the server binaries to use, of version 15 or newer: those in
// PATH, else the newest of /usr/lib/postgresql, else the newest of Homebrew.
// ErrNotInstalled says that there are none.
func Find(ctx context.Context) (Binaries, error) {
	return find(ctx, func(found Binaries) bool { return found.Major >= oldest })
}

// findMajor returns the binaries that can run data made by that major version.
func findMajor(ctx context.Context, major int) (Binaries, error) {
	binaries, err := find(ctx, func(found Binaries) bool { return found.Major == major })
	if err != nil {
		return Binaries{}, fmt.Errorf("the data were made by PostgreSQL %d, which is not installed: "+
			"install that version, or remove the data", major)
	}
	return binaries, nil
}

func find(ctx context.Context, wanted func(Binaries) bool) (Binaries, error) {
	for _, group := range candidates() {
		var found []Binaries
		for _, dir := range group {
			if binaries, ok := inspect(ctx, dir); ok && wanted(binaries) {
				found = append(found, binaries)
			}
		}
		if len(found) > 0 {
			return slices.MaxFunc(found, func(a, b Binaries) int { return cmp.Compare(a.Major, b.Major) }), nil
		}
	}
	return Binaries{}, ErrNotInstalled
}

// candidates are the directories to look into: the first group that has a
// usable installation wins, and within it the newest.
func candidates() [][]string {
	var path []string
	if postgres, err := exec.LookPath("postgres"); err == nil {
		path = append(path, filepath.Dir(postgres))
	}
	return [][]string{
		path,
		glob("/usr/lib/postgresql/*/bin"),
		slices.Concat(
			glob(filepath.Join(os.Getenv("HOMEBREW_PREFIX"), "opt/postgresql*/bin")),
			glob("/opt/homebrew/opt/postgresql*/bin"),
			glob("/usr/local/opt/postgresql*/bin"),
			glob("/home/linuxbrew/.linuxbrew/opt/postgresql*/bin"),
		),
	}
}

func glob(pattern string) []string {
	matches, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	return matches
}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// inspect reports the installation in dir, if there is a whole one.
func inspect(ctx context.Context, dir string) (Binaries, bool) {
	binaries := Binaries{Dir: dir}
	if _, err := os.Stat(binaries.initdb()); err != nil {
		return Binaries{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	line, err := exec.CommandContext(ctx, binaries.postgres(), "--version").Output()
	if err != nil {
		return Binaries{}, false
	}
	match := versionLine.FindSubmatch(line)
	if match == nil {
		return Binaries{}, false
	}
	binaries.Major, err = strconv.Atoi(string(match[1]))
	return binaries, err == nil
}
