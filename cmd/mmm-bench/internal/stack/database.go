package stack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Database is the private server of the stack, reached as its superuser.
type Database struct {
	// PID is the server's first process, the parent of the others.
	PID int
	// Host and Port are where it listens.
	Host, Port string
	// Password is the superuser's, whose name is postgres.
	Password string
}

// engineDatabase is the one that the engine keeps everything in.
const engineDatabase = "mmm"

// findDatabase reads what the private cluster keeps below its folder.
func findDatabase(dir string) (Database, error) {
	password, err := os.ReadFile(filepath.Join(dir, "password"))
	if err != nil {
		return Database{}, fmt.Errorf("read the password of the private PostgreSQL: %w", err)
	}
	server, err := readPostmaster(filepath.Join(dir, "data"))
	if err != nil {
		return Database{}, err
	}
	return Database{
		PID: server.pid, Host: "127.0.0.1", Port: server.port, Password: strings.TrimSpace(string(password)),
	}, nil
}

type postmaster struct {
	pid  int
	port string
}

func readPostmaster(data string) (postmaster, error) {
	content, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return postmaster{}, fmt.Errorf("look for the private PostgreSQL: %w", err)
	}
	return parsePostmaster(string(content))
}

var errPostmaster = errors.New("postmaster.pid has not the lines of PostgreSQL's")

// parsePostmaster reads the file that a server keeps beside its data: process,
// folder, start, port, one a line.
func parsePostmaster(content string) (postmaster, error) {
	lines := strings.Split(content, "\n")
	if len(lines) < 4 {
		return postmaster{}, errPostmaster
	}
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return postmaster{}, fmt.Errorf("%w: %w", errPostmaster, err)
	}
	return postmaster{pid: pid, port: strings.TrimSpace(lines[3])}, nil
}

// Connect opens a connection to one of the server's databases.
func (d Database) Connect(ctx context.Context, name string) (*pgx.Conn, error) {
	location := url.URL{
		Scheme: "postgres", User: url.UserPassword("postgres", d.Password), Host: net.JoinHostPort(d.Host, d.Port),
		Path: name, RawQuery: "sslmode=disable",
	}
	connection, err := pgx.Connect(ctx, location.String())
	if err != nil {
		return nil, fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	return connection, nil
}

// Engine opens a connection to the engine's database.
func (d Database) Engine(ctx context.Context) (*pgx.Conn, error) {
	return d.Connect(ctx, engineDatabase)
}
