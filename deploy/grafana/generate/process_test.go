package main_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long anything may take before a test gives up on it.
const patience = 40 * time.Second

// start runs a program in the folder until the test ends. What it says is shown when the
// test failed.
func start(t *testing.T, folder string, environ []string, program string, arguments ...string) {
	t.Helper()
	log, err := os.Create(filepath.Join(folder, filepath.Base(program)+".log"))
	require.NoError(t, err)
	command := exec.Command(program, arguments...) //nolint:noctx // it is ended in good order below
	command.Dir, command.Env, command.Stdout, command.Stderr = folder, environ, log, log
	require.NoError(t, command.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait() // it ends when it is told to, or nobody answers the test
	}()
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-ended:
		case <-time.After(patience):
			_ = command.Process.Kill()
			<-ended
		}
		_ = log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("%s:\n%s", program, text[max(0, len(text)-4000):])
		}
	})
}

// home is a folder that other accounts get through: PostgreSQL runs under its own where
// the test is root.
func home(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(folder), 0o711))
	require.NoError(t, os.Chmod(folder, 0o755))
	return folder
}

// freeAddresses are on loopback, where nobody listens.
func freeAddresses(t *testing.T, number int) []string {
	t.Helper()
	free := make([]string, number)
	for i := range free {
		listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { require.NoError(t, listener.Close()) }()
		free[i] = listener.Addr().String()
	}
	return free
}

// eventually asks until nothing is missing any more.
func eventually(t *testing.T, missing func() string) {
	t.Helper()
	deadline, pause := time.NewTimer(patience), time.NewTicker(200*time.Millisecond)
	defer deadline.Stop()
	defer pause.Stop()
	for what := missing(); what != ""; what = missing() {
		select {
		case <-deadline.C:
			require.FailNow(t, "still missing: "+what)
		case <-pause.C:
		}
	}
}

// unfetched answers the address while nothing is there.
func unfetched(ctx context.Context, address string) string {
	if fetched(ctx, address) == nil {
		return address
	}
	return ""
}

// fetched answers what is at the address, or nothing while it does not answer 200.
func fetched(ctx context.Context, address string) []byte {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return nil
	}
	return body
}
