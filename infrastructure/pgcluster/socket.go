package pgcluster

import (
	"fmt"
	"os"
	"path/filepath"
)

// longestSocketPath is what every system allows for the path of a unix socket,
// in bytes; Linux allows four more.
const longestSocketPath = 103

// socketDir is a directory for the unix socket which only the server's account
// can enter: the data directory, or where its path is too long for a socket a
// temporary one, which remove removes.
func (d data) socketDir() (dir string, remove func() error, err error) {
	if len(socketFile(d.dir, 65535)) <= longestSocketPath {
		return d.dir, func() error { return nil }, nil
	}
	dir, err = os.MkdirTemp("", "pg-")
	if err != nil {
		return "", nil, fmt.Errorf("make a directory for the socket: %w", err)
	}
	return dir, func() error { return os.RemoveAll(dir) }, d.account.own(dir)
}

// socketFile is the name PostgreSQL gives its socket in the directory.
func socketFile(dir string, port uint16) string {
	return filepath.Join(dir, fmt.Sprintf(".s.PGSQL.%d", port))
}
