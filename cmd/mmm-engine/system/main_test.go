// Package system_test drives the programs as their users do: real processes, real
// HTTP, a real database. Most tests share one stack and bring a tenant of their own.
package system_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"go.uber.org/goleak"
)

var (
	// programs is the folder that has mmm-engine and platform-sim.
	programs string
	// shared is the stack of the tests that break nothing.
	shared *stack
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run answers the exit code. What is shared ends after the last test, and how it
// ended counts too.
func run(m *testing.M) (code int) {
	all := newSuite()
	defer func() {
		all.note(recover())
		all.end()
		http.DefaultClient.CloseIdleConnections()
		if err := goleak.Find(); err != nil {
			all.Errorf("%v", err)
		}
		if all.Failed() {
			code = 1
		}
	}()
	programs = build(all)
	shared = newStack(all, map[string]string{"OPERATORS_TENANT": operatorsTenant})
	return m.Run()
}

// build makes both programs, side by side as `make build` does.
func build(tb testing.TB) string {
	tb.Helper()
	folder := tb.TempDir()
	for _, name := range []string{"mmm-engine", "platform-sim"} {
		command := exec.CommandContext(tb.Context(), "go", "build", "-o", filepath.Join(folder, name), "../../"+name)
		if out, err := command.CombinedOutput(); err != nil {
			tb.Fatalf("build %s: %v\n%s", name, err, out)
		}
	}
	return folder
}

func program(name string) string { return filepath.Join(programs, name) }

// suite is the testing.TB of what outlives every test.
type suite struct {
	testing.TB

	failed bool
	undo   []func()
}

func newSuite() *suite { return new(suite) }

func (s *suite) end() {
	for _, last := range slices.Backward(s.undo) {
		func() {
			defer func() { s.note(recover()) }()
			last()
		}()
	}
}

// gaveUp is how FailNow leaves a function; it has been told why by then.
type gaveUp struct{}

// note makes any panic a failure of the whole.
func (s *suite) note(cause any) {
	if _, told := cause.(gaveUp); cause != nil && !told {
		s.Errorf("the shared stack: %v", cause)
	}
}

func (s *suite) Helper()                  {}
func (s *suite) Name() string             { return "the shared stack" }
func (s *suite) Context() context.Context { return context.Background() }
func (s *suite) Failed() bool             { return s.failed }
func (s *suite) Cleanup(f func())         { s.undo = append(s.undo, f) }
func (s *suite) Logf(string, ...any) {
	// What a passing stack has to say interests nobody.
}

func (s *suite) Errorf(format string, args ...any) {
	s.failed = true
	_, _ = fmt.Fprintf(os.Stderr, format+"\n", args...)
}

func (s *suite) FailNow() {
	s.failed = true
	panic(gaveUp{})
}

func (s *suite) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	s.FailNow()
}

func (s *suite) TempDir() string {
	folder, err := os.MkdirTemp("", "mmm-system")
	if err != nil {
		s.Fatalf("make a folder: %v", err)
	}
	s.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}
