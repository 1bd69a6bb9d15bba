// Package pgtest gives tests databases of their own: migrated, empty, on a real
// PostgreSQL server, connected to by the roles of production.
//
// The server is named by TEST_DATABASE_URL, the URL of a superuser over TCP.
// "make test" starts a private one. The schema is migrated once into a template,
// and each test gets a clone of it in some tens of milliseconds.
package pgtest

import (
	"net/url"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // pgtestdb connects through database/sql
	"github.com/peterldowns/pgtestdb"
)

// serverVariable names the server in the environment.
const serverVariable = "TEST_DATABASE_URL"

// Database is one test's database: how each role connects to it.
type Database struct {
	// Owner is the URL of mmm_owner, which owns the schema and migrates it.
	Owner string
	// API is the URL of mmm_api, which serves requests and sees only the rows
	// of the tenants set for its transaction.
	API string
	// Worker is the URL of mmm_worker, which runs followers and jobs.
	Worker string
}

// New returns a new migrated database for the test. It is dropped when the test
// has passed, which fails while connections to it are open: close them first, in
// t.Cleanup or defer. The database of a failed test is kept, to be looked at.
func New(tb testing.TB) Database {
	tb.Helper()
	server := serverOrFail(tb)
	if err := ensureRoles(tb.Context(), server); err != nil {
		tb.Fatalf("pgtest: make the roles on the server of %s: %v", serverVariable, err)
	}
	database := pgtestdb.Custom(quiet{tb}, server.config(), migrator{})
	tb.Logf("pgtest: database %s", database.Database)
	return Database{
		Owner:  server.url(owner, database.Database),
		API:    server.url(api, database.Database),
		Worker: server.url(worker, database.Database),
	}
}

func serverOrFail(tb testing.TB) server {
	tb.Helper()
	value := os.Getenv(serverVariable)
	if value == "" {
		tb.Fatalf("pgtest: %s is not set: run through \"make test\" or "+
			"\"go run ./cmd/mmm-engine dev postgres -- go test ./...\"", serverVariable)
	}
	parsed, err := parseServer(value)
	if err != nil {
		tb.Fatalf("pgtest: %s: %v", serverVariable, err)
	}
	return parsed
}

// parseServer reads the superuser's URL without ever repeating it in an error,
// since it holds a password.
func parseServer(value string) (server, error) {
	location, err := url.Parse(value)
	if err != nil || location.Scheme != "postgres" || location.Hostname() == "" || location.User == nil {
		return server{}, errNoServerURL
	}
	return server{location: location}, nil
}
