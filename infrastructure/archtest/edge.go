// Package archtest holds the project to its architecture: who may import whom,
// who may read the clock, and which folders there are (architecture.md, "Who may
// import whom" and "Top level"). The rules are data; the tests print each
// offender with the rule it breaks.
package archtest

import (
	"fmt"
	"strings"
)

// Edge is one package's import of another. Our own packages are named by their
// folder ("domain/decision"), others by their import path ("context").
type Edge struct {
	From, To string
	// InTest says that only tests of From import To.
	InTest bool
}

// Offences judges each edge and words those that break a rule, in order:
// "domain/x imports context: domain imports only the standard library, ...".
func Offences(edges []Edge) []string {
	var found []string
	for _, edge := range edges {
		if reason := judge(edge); reason != "" {
			found = append(found, fmt.Sprintf("%s imports %s: %s", edge.From, edge.To, reason))
		}
	}
	return found
}

// judge is the rule that the edge breaks, or nothing.
func judge(edge Edge) string {
	if within(edge.To, "cmd") && branch(edge.From) != branch(edge.To) {
		return "nothing imports cmd"
	}
	for _, layer := range layers() {
		if within(edge.From, layer.folder) {
			return layer.judge(edge)
		}
	}
	return fmt.Sprintf("no rule of archtest covers the folder %s", edge.From)
}

// within reports whether the package is that folder or below it.
func within(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

func withinAny(pkg string, folders []string) bool {
	for _, folder := range folders {
		if within(pkg, folder) {
			return true
		}
	}
	return false
}

// branch is the first two elements of a folder: one adapter, one program.
func branch(pkg string) string {
	parts := strings.SplitN(pkg, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// thirdParty reports whether the import path is a module of somebody else's:
// those begin with a domain name.
func thirdParty(path string) bool {
	host, _, _ := strings.Cut(path, "/")
	return strings.Contains(host, ".")
}
