// Package db has the schema: its migrations, its roles and how to bring a
// database up to date.
package db

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
)

//go:embed migrations/*.sql
var files embed.FS

// Roles is the SQL that makes the three roles. A superuser runs it once a
// cluster; repeating it is harmless.
//
//go:embed roles.sql
var Roles string

// Hash names the schema: it changes whenever a migration or the jobs library's
// schema does.
func Hash() string {
	sum := sha256.New()
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			panic(err) // embedded files are always readable
		}
		sum.Write([]byte(name))
		sum.Write(content)
	}
	sum.Write([]byte{byte(riverVersion())})
	return hex.EncodeToString(sum.Sum(nil))
}
