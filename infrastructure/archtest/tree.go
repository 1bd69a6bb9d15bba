package archtest

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// required are the folders and files of the top level (architecture.md, "Top
// level").
func required() []string {
	return []string{
		"domain", "application", "ports", "adapters", "infrastructure", "db", "cmd", "deploy",
		"Makefile", "sqlc.yaml", "go.mod", "go.sum",
	}
}

// conventional is what may stand beside them.
func conventional() []string {
	return []string{"README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "tools", "bin"}
}

// Misplaced words which folders and Go files are at the top level and do not belong
// there, and what is missing. Names that begin with a dot are no concern of it, nor
// is a developer's log or profile.
func Misplaced(entries []fs.DirEntry) []string {
	var found, names []string
	for _, entry := range entries {
		name := entry.Name()
		names = append(names, name)
		known := slices.Contains(required(), name) || slices.Contains(conventional(), name)
		ours := entry.IsDir() || strings.HasSuffix(name, ".go")
		if ours && !known && !strings.HasPrefix(name, ".") {
			found = append(found, fmt.Sprintf("%s is not part of the top level: see architecture.md", name))
		}
	}
	for _, name := range required() {
		if !slices.Contains(names, name) {
			found = append(found, name+" is missing from the top level: see architecture.md")
		}
	}
	return found
}
