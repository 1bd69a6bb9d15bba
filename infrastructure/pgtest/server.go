package pgtest

import (
	"cmp"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/peterldowns/pgtestdb"
)

// The roles of production.
const (
	owner  = "mmm_owner"
	api    = "mmm_api"
	worker = "mmm_worker"
)

var errNoServerURL = errors.New("must be a URL such as postgres://postgres:PASSWORD@127.0.0.1:PORT/postgres")

// server is where the databases are made.
type server struct {
	// location is the superuser's URL.
	location *url.URL
}

// password is the superuser's, which the roles get too: what can be reached with
// it is the same.
func (s server) password() string {
	password, _ := s.location.User.Password()
	return password
}

// url is how the role connects to the database.
func (s server) url(role, database string) string {
	location := *s.location
	location.User, location.Path = url.UserPassword(role, s.password()), "/"+database
	return location.String()
}

// config is what pgtestdb wants to know. It pastes the parts into a URL as they
// are, so they are escaped here.
func (s server) config() pgtestdb.Config {
	user, password, _ := strings.Cut(s.location.User.String(), ":")
	return pgtestdb.Config{
		DriverName: "pgx",
		Host:       s.location.Hostname(),
		Port:       cmp.Or(s.location.Port(), "5432"),
		User:       user,
		Password:   password,
		Database:   strings.TrimPrefix(s.location.Path, "/"),
		Options:    s.location.RawQuery,
		TestRole:   &pgtestdb.Role{Username: owner, Password: password, Capabilities: pgtestdb.DefaultRoleCapabilities},
	}
}

// quiet keeps pgtestdb from logging the new database's URL, password included.
type quiet struct{ testing.TB }

// Logf passes on what is no URL.
func (q quiet) Logf(format string, args ...any) {
	q.Helper()
	if !strings.HasPrefix(format, "testdbconf") {
		q.TB.Logf(format, args...)
	}
}
