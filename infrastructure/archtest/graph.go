package archtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
)

// Root is the folder of the module that dir is in.
func Root(ctx context.Context, dir string) (string, error) {
	out, err := goCommand(ctx, dir, "env", "GOMOD")
	if err != nil {
		return "", err
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// Graph is every import of every package of the module at root, as the go
// command sees them here.
func Graph(ctx context.Context, root string) ([]Edge, error) {
	out, err := goCommand(ctx, root, "list", "-e", "-json=ImportPath,Module,Imports,TestImports,XTestImports", "./...")
	if err != nil {
		return nil, err
	}
	var edges []Edge
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var listed listing
		err := decoder.Decode(&listed)
		if errors.Is(err, io.EOF) {
			return edges, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read what go list printed: %w", err)
		}
		edges = append(edges, listed.edges()...)
	}
}

// listing is one package as go list prints it.
type listing struct {
	ImportPath string `json:"ImportPath"`
	Module     struct {
		Path string `json:"Path"`
	} `json:"Module"`
	Imports      []string `json:"Imports"`
	TestImports  []string `json:"TestImports"`
	XTestImports []string `json:"XTestImports"`
}

func (l listing) edges() []Edge {
	var edges []Edge
	add := func(paths []string, inTest bool) {
		for _, path := range paths {
			edges = append(edges, Edge{From: l.name(l.ImportPath), To: l.name(path), InTest: inTest})
		}
	}
	add(l.Imports, false)
	add(l.TestImports, true)
	add(l.XTestImports, true)
	return edges
}

// name is the folder of a package of ours, or the import path of another.
func (l listing) name(path string) string { return strings.TrimPrefix(path, l.Module.Path+"/") }

func goCommand(ctx context.Context, dir string, arguments ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir = dir
	out, err := command.Output()
	if failure := new(exec.ExitError); errors.As(err, &failure) {
		return nil, fmt.Errorf("go %s: %w: %s", arguments[0], err, failure.Stderr)
	}
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", arguments[0], err)
	}
	return out, nil
}
