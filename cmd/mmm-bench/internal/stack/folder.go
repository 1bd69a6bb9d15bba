package stack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Folder is where a stack lives, below the folder that a benchmark is started in.
const Folder = ".data/bench"

// own is what `mmm-engine dev` keeps in the folder it is started in.
func own(dir string) string { return filepath.Join(dir, ".data") }

func clusterOf(dir string) string { return filepath.Join(own(dir), "postgres") }

// discard removes what an earlier run left. Where the database's account cannot
// reach the folder, its data are elsewhere and a link says where; they go too.
func discard(dir string) error {
	link := filepath.Join(clusterOf(dir), "data")
	data, err := filepath.EvalSymlinks(link)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("look for an earlier run: %w", err)
	case running(data):
		return fmt.Errorf("another benchmark runs in %s: wait for it to end", dir)
	case isLink(link):
		if err := os.RemoveAll(data); err != nil {
			return fmt.Errorf("remove the data of an earlier run: %w", err)
		}
		_ = os.Remove(filepath.Dir(data)) // the folder made for them, unless somebody put more there
	}
	if err := os.RemoveAll(own(dir)); err != nil {
		return fmt.Errorf("remove an earlier run: %w", err)
	}
	return nil
}

// running reports whether a server works on the data.
func running(data string) bool {
	server, err := readPostmaster(data)
	return err == nil && syscall.Kill(server.pid, 0) == nil
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// environment is ours without what names the databases, services, keys and ports of
// somebody else.
func environment() []string {
	var kept []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		foreign := strings.HasSuffix(name, "_URL") || strings.HasSuffix(name, "_FILE") || strings.HasSuffix(name, "_ADDR")
		if !foreign && name != "PORT" {
			kept = append(kept, pair)
		}
	}
	return kept
}
