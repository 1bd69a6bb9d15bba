// Package pgbench measures how many decisions PostgreSQL alone commits: the same
// rows, by PostgreSQL's own benchmark, in one prepared statement each.
package pgbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/stack"
)

// database is the benchmark's own, beside the engine's in the same cluster.
const database = "bench"

// Bench commits decisions with pgbench.
type Bench struct {
	Program  Program
	Database stack.Database
	Shape    Shape
	// Progress is where pgbench reports as it goes.
	Progress io.Writer

	runs int
}

// Prepare makes the database and its tables.
func (b *Bench) Prepare(ctx context.Context) error {
	if err := b.exec(ctx, "postgres", "CREATE DATABASE "+database); err != nil {
		return err
	}
	return b.exec(ctx, database, tables)
}

func (b *Bench) exec(ctx context.Context, name, sql string) (err error) {
	connection, err := b.Database.Connect(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	if _, err := connection.Exec(ctx, sql); err != nil {
		return fmt.Errorf("prepare the database of pgbench: %w", err)
	}
	return nil
}

// Run commits for that long, and answers how many a second.
func (b *Bench) Run(ctx context.Context, duration time.Duration) (float64, error) {
	folder, err := os.MkdirTemp("", "mmm-bench-")
	if err != nil {
		return 0, fmt.Errorf("make a folder for the script: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "decision.sql")
	if err := os.WriteFile(file, []byte(script(b.Shape)), 0o600); err != nil {
		return 0, fmt.Errorf("write the script: %w", err)
	}
	b.runs++
	command := exec.CommandContext(ctx, string(b.Program), arguments(file, b.Shape, b.runs, int(duration.Seconds()))...)
	command.Env = append(os.Environ(), "PGHOST="+b.Database.Host, "PGPORT="+b.Database.Port, "PGUSER=postgres",
		"PGPASSWORD="+b.Database.Password, "PGDATABASE="+database, "PGSSLMODE=disable")
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, b.Progress
	if err := command.Run(); err != nil {
		return 0, fmt.Errorf("run pgbench: %w: %s", errors.Join(err, ctx.Err()), out.String())
	}
	return rate(out.String())
}

var rateLine = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// rate reads the line of pgbench's report that says how many a second.
func rate(report string) (float64, error) {
	found := rateLine.FindStringSubmatch(report)
	if found == nil {
		return 0, fmt.Errorf("pgbench reports no rate: %s", report)
	}
	number, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return 0, fmt.Errorf("read the rate of pgbench: %w", err)
	}
	return number, nil
}

// Measure answers the average lengths of the texts that the engine has written.
func Measure(ctx context.Context, engine *pgx.Conn) (Sizes, error) {
	const question = `SELECT (SELECT avg(octet_length(attributes)) FROM signals)::int, (SELECT avg(octet_length(body)) FROM decisions)::int,
		(SELECT avg(octet_length(body)) FROM receipts)::int, (SELECT avg(octet_length(body)) FROM events)::int`
	var sizes Sizes
	err := engine.QueryRow(ctx, question).Scan(&sizes.Attributes, &sizes.Decision, &sizes.Receipt, &sizes.Event)
	if err != nil {
		return Sizes{}, fmt.Errorf("measure the texts of a decision: %w", err)
	}
	return sizes, nil
}
