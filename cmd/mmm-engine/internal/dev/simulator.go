package dev

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Simulator is the stand-in for the services around the engine, a process of its own.
type Simulator struct {
	// URL is its base, such as http://127.0.0.1:8090.
	URL     string
	command *exec.Cmd
	// done is closed when it has ended; ended says how by then.
	done  chan struct{}
	ended error
}

// SimulatorSettings say how the stand-in is started.
type SimulatorSettings struct {
	// Address is what it listens on, such as 127.0.0.1:8090.
	Address string
	// KeysURL is where it finds the keys that verify receipts.
	KeysURL string
	// Keep is the file that takes the chains of receipts over a restart, as the database takes the receipts.
	Keep string
	// WebhookSecretFile has the secret by which it verifies deliveries.
	WebhookSecretFile string
}

const (
	startTime = 10 * time.Second
	stopTime  = 5 * time.Second
	pollPause = 20 * time.Millisecond
)

// StartSimulator starts the program beside our own and waits until it answers.
func StartSimulator(ctx context.Context, settings SimulatorSettings, out io.Writer) (*Simulator, error) {
	if err := free(ctx, settings.Address); err != nil {
		return nil, err
	}
	program, err := beside("platform-sim")
	if err != nil {
		return nil, err
	}
	s := &Simulator{URL: "http://" + settings.Address, done: make(chan struct{})}
	// Not bound to ctx: it is stopped in turn, after the engine that talks to it.
	s.command = exec.Command(program, //nolint:noctx // see above
		"-addr", settings.Address, "-keys-url", settings.KeysURL, "-keep", settings.Keep,
		"-webhook-secret-file", settings.WebhookSecretFile, "-log-level", "warn")
	s.command.Stdout, s.command.Stderr = io.Discard, out
	s.command.SysProcAttr = ownGroup()
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start platform-sim: %w", err)
	}
	go func() {
		defer close(s.done)
		s.ended = s.command.Wait()
	}()
	if err := s.wait(ctx); err != nil {
		s.Stop()
		return nil, err
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
		return "", fmt.Errorf("%s is not beside mmm-engine: build both with `make build`: %w", name, err)
	}
	return path, nil
}

// free refuses an address that somebody else answers on: it would be taken for ours.
func free(ctx context.Context, address string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%s is taken; stop what listens there, or set PLATFORM_SIM_ADDR: %w", address, err)
	}
	if err := listener.Close(); err != nil {
		return fmt.Errorf("give %s back: %w", address, err)
	}
	return nil
}

func (s *Simulator) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/_sim/health", http.NoBody)
		if err != nil {
			return fmt.Errorf("ask platform-sim: %w", err)
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("platform-sim ended at once: %w", s.ended)
		case <-ctx.Done():
			return fmt.Errorf("platform-sim does not answer on %s: %w", s.URL, ctx.Err())
		case <-time.After(pollPause):
		}
	}
}

// Stop asks it to end and sees that it does.
func (s *Simulator) Stop() {
	if err := s.command.Process.Signal(syscall.SIGTERM); errors.Is(err, os.ErrProcessDone) {
		return
	}
	select {
	case <-s.done:
	case <-time.After(stopTime):
		_ = s.command.Process.Kill() // it may have ended just now
		<-s.done
	}
}
