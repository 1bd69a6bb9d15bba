// Package version says which build of the program this is.
package version

// Version is the release, as git describes it, and Commit the full hash that the
// build was made from. Both are stamped by the linker (see Makefile); a plain
// "go build" leaves them at these defaults.
//
//nolint:gochecknoglobals // the linker can set nothing but package variables
var (
	Version = "dev"
	Commit  = "unknown"
)
