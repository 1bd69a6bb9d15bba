package pgbench

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

var (
	//go:embed tables.sql
	tables string
	//go:embed decision.sql
	statement string
)

// Clients is how many sessions commit side by side.
const Clients = 16

// Sizes are the lengths of a decision's texts, in bytes.
type Sizes struct{ Attributes, Decision, Receipt, Event int }

// Shape is what the statement's rows look like.
type Shape struct {
	Sizes Sizes
	// Tenants and Actors, a tenant's, are how many the rows are spread over.
	Tenants, Actors int
}

// key is a number that no other transaction of a run has and that grows with time,
// as the engine's ids do: so that indexes grow at their end here too.
func script(shape Shape) string {
	return fmt.Sprintf(`\set n :n + 1
\set key (:n * %d + :client_id) * 4
\set tenant random(0, %d)
\set actor random(0, %d)
%s`, Clients, shape.Tenants-1, shape.Actors-1, statement)
}

// variables are given to pgbench as they are, so that the bodies are parameters of
// the prepared statement, as they are for the engine.
func (s Sizes) variables() []string {
	filled := func(size int) string { return strings.Repeat("x", size) }
	return []string{
		"-D", "attributes=" + filled(s.Attributes), "-D", "decision=" + filled(s.Decision),
		"-D", "receipt=" + filled(s.Receipt), "-D", "event=" + filled(s.Event),
	}
}

// arguments run the script for some seconds, with keys behind those of earlier runs.
func arguments(file string, shape Shape, run, seconds int) []string {
	const apart = 1 << 32
	return append(shape.Sizes.variables(),
		"-D", "n="+strconv.Itoa(run*apart), "-n", "-M", "prepared", "-c", strconv.Itoa(Clients), "-j", "2",
		"-T", strconv.Itoa(seconds), "-P", "1", "-f", file)
}
