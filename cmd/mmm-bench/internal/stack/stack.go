// Package stack runs the engine as `make run` does, in a folder and on ports of its
// own: the program itself, with its private PostgreSQL and platform-sim.
package stack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Stack is a running engine with all it needs.
type Stack struct {
	// Base is the API, such as http://127.0.0.1:40001/v1/mmm.
	Base string
	// Simulator is where the services around the engine are played.
	Simulator string
	// Database is what the engine writes to.
	Database Database

	dir, program string
	command      *exec.Cmd
	log          *os.File
	// done is closed when the engine has ended; ended says how by then.
	done  chan struct{}
	ended error
}

const (
	startTime = 2 * time.Minute
	// stopTime is above what the engine takes to stop in good order.
	stopTime  = 40 * time.Second
	pollPause = 50 * time.Millisecond
)

// Start runs the engine that lies beside our own program, in a Folder without an
// earlier run's data. The caller must call Stop.
func Start(ctx context.Context) (*Stack, error) {
	program, err := beside("mmm-engine")
	if err != nil {
		return nil, err
	}
	if err := discard(Folder); err != nil {
		return nil, err
	}
	s := &Stack{dir: Folder, program: program, done: make(chan struct{})}
	if err := s.launch(ctx); err != nil {
		return nil, err
	}
	if err := s.wait(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	if s.Database, err = findDatabase(clusterOf(s.dir)); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func beside(name string) (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find our own program: %w", err)
	}
	path := filepath.Join(filepath.Dir(own), name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s is not beside mmm-bench: build both with `make build`: %w", name, err)
	}
	return path, nil
}

func (s *Stack) launch(ctx context.Context) error {
	// PostgreSQL's account, where we are root, has to get through.
	if err := os.MkdirAll(s.dir, 0o755); err != nil { //nolint:gosec // what is in there is closed
		return fmt.Errorf("make the folder: %w", err)
	}
	address, simulator, err := freeAddresses(ctx)
	if err != nil {
		return err
	}
	if s.log, err = os.Create(s.Log()); err != nil {
		return fmt.Errorf("open the engine's log: %w", err)
	}
	s.Base, s.Simulator = "http://"+address+"/v1/mmm", "http://"+simulator
	// Not bound to ctx: Stop ends it, in good order.
	s.command = exec.Command(s.program, "dev") //nolint:noctx // see above
	s.command.Dir = s.dir
	s.command.Env = append(environment(), "HTTP_ADDR="+address, "PLATFORM_SIM_ADDR="+simulator)
	s.command.Stdout, s.command.Stderr = s.log, s.log
	s.command.SysProcAttr = ownGroup()
	if err := s.command.Start(); err != nil {
		return errors.Join(fmt.Errorf("start the engine: %w", err), s.log.Close())
	}
	go func() {
		defer close(s.done)
		s.ended = s.command.Wait()
	}()
	return nil
}

// wait returns when the engine says that it is ready.
func (s *Stack) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		if s.ready(ctx) {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the engine ended at once, see %s: %w", s.Log(), s.ended)
		case <-ctx.Done():
			return fmt.Errorf("wait for the engine, see %s: %w", s.Log(), ctx.Err())
		case <-time.After(pollPause):
		}
	}
}

func (s *Stack) ready(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base+"/ready", http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode == http.StatusOK
}

// PID is the engine's process.
func (s *Stack) PID() int { return s.command.Process.Pid }

// Log is the file with what the engine said.
func (s *Stack) Log() string { return filepath.Join(s.dir, "engine.log") }

// Stop ends the engine, which ends what it started, and removes its data. The log
// stays.
func (s *Stack) Stop() error {
	_ = s.command.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-s.done:
	case <-time.After(stopTime):
		_ = s.command.Process.Kill()
		<-s.done
	}
	return errors.Join(s.log.Close(), discard(s.dir))
}
