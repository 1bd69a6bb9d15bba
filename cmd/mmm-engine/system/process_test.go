package system_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long anything may take before a test gives up on it.
const patience = 40 * time.Second

// process is a program of ours at work.
type process struct {
	command        *exec.Cmd
	stdout, stderr output
	ended          chan struct{}
}

// start runs the program in the folder with exactly this environment. It is killed
// at the end of the test, if it still runs.
func start(tb testing.TB, folder string, environ map[string]string, name string, arguments ...string) *process {
	tb.Helper()
	p := &process{ended: make(chan struct{})}
	p.command = exec.Command(program(name), arguments...) //nolint:noctx // it is our own, and outlives this call
	p.command.Dir, p.command.Env = folder, []string{}
	for variable, value := range environ {
		p.command.Env = append(p.command.Env, variable+"="+value)
	}
	p.command.Stdout, p.command.Stderr = &p.stdout, &p.stderr
	require.NoError(tb, p.command.Start())
	go func() {
		defer close(p.ended)
		_ = p.command.Wait() // ProcessState says how it ended
	}()
	tb.Cleanup(p.kill)
	return p
}

func (p *process) signal(tb testing.TB, signal os.Signal) {
	tb.Helper()
	if err := p.command.Process.Signal(signal); !errors.Is(err, os.ErrProcessDone) {
		require.NoError(tb, err)
	}
}

func (p *process) kill() {
	_ = p.command.Process.Kill() // it may have ended before
	<-p.ended
}

// exit waits for the end and answers the exit code.
func (p *process) exit(tb testing.TB) int {
	tb.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		require.FailNow(tb, "it does not end", "%s\n%s", p.command.Args, p.stderr.text())
	}
	return p.command.ProcessState.ExitCode()
}

func (p *process) stop(tb testing.TB) int {
	tb.Helper()
	p.signal(tb, syscall.SIGTERM)
	return p.exit(tb)
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// output keeps what a process writes while others read it.
type output struct {
	mu      sync.Mutex
	written bytes.Buffer
}

func (o *output) Write(more []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written.Write(more)
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written.String()
}

func (o *output) lines() []string {
	return strings.Split(strings.TrimSuffix(o.text(), "\n"), "\n")
}

// eventually asks until the answer is yes, on the test's own goroutine.
func eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	within(tb, patience, what, holds)
}

// within is eventually with a patience of its own.
func within(tb testing.TB, limit time.Duration, what string, holds func() bool) {
	tb.Helper()
	deadline, pause := time.NewTimer(limit), time.NewTicker(10*time.Millisecond)
	defer deadline.Stop()
	defer pause.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			require.FailNow(tb, "it never came to this: "+what)
		case <-pause.C:
		}
	}
}
