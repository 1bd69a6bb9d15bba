package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// clockless are the folders whose code is given the time, by value or by a clock.
func clockless() []string { return []string{"domain", "ports", "application", "adapters"} }

// clockReads are the functions of package time that ask the machine for the time
// or wait by it without a clock that a test can turn.
func clockReads() []string { return []string{"Now", "Since", "Until", "Sleep"} }

// ClockReads finds the uses of the machine's clock in the inner folders of the
// module, tests apart.
func ClockReads(module fs.FS) ([]string, error) {
	var found []string
	for _, folder := range clockless() {
		err := fs.WalkDir(module, folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := fs.ReadFile(module, path)
			if err != nil {
				return fmt.Errorf("read a source file: %w", err)
			}
			uses, err := clockReadsIn(path, source)
			found = append(found, uses...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("look for uses of the clock: %w", err)
		}
	}
	return found, nil
}

func clockReadsIn(name string, source []byte) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	alias := timeAlias(file)
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if function, ok := clockRead(node, alias); ok {
			found = append(found, fmt.Sprintf("%s uses time.%s: time is a value or comes from a clock that is passed in",
				files.Position(node.Pos()), function))
		}
		return true
	})
	return found, nil
}

// clockRead is the name of the function when the node is a use of one.
func clockRead(node ast.Node, alias string) (string, bool) {
	selector, ok := node.(*ast.SelectorExpr)
	if !ok || !slices.Contains(clockReads(), selector.Sel.Name) {
		return "", false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return selector.Sel.Name, ok && pkg.Name == alias
}

// timeAlias is what the file calls package time, or nothing.
func timeAlias(file *ast.File) string {
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err != nil || path != "time" {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "time"
	}
	return ""
}
