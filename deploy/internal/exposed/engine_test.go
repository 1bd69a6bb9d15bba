package exposed_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startEngine runs what `make run REPLICA=1` runs until the test ends, with a folder and
// ports of its own, and answers where its metrics are.
func startEngine(t *testing.T) string {
	t.Helper()
	program, err := filepath.Abs(filepath.Join(deploy, "../bin/mmm-engine"))
	require.NoError(t, err)
	address := freeAddress(t)
	var stderr bytes.Buffer
	engine := exec.Command(program, "dev") //nolint:noctx // it is told to stop, not killed
	engine.Dir, engine.Stderr = t.TempDir(), &stderr
	engine.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "REPLICA=1", "HTTP_ADDR=" + address, "PLATFORM_SIM_ADDR=" + freeAddress(t),
	}
	require.NoError(t, engine.Start(), "make build makes it")
	ended := make(chan error, 1)
	go func() { ended <- engine.Wait() }()
	t.Cleanup(func() {
		_ = engine.Process.Signal(syscall.SIGTERM)
		assert.NoError(t, <-ended, stderr.String())
	})
	base := "http://" + address + "/v1/mmm"
	require.Eventually(t, func() bool {
		response, err := http.Get(base + "/ready")
		if err != nil {
			return false
		}
		_ = response.Body.Close()
		return response.StatusCode == http.StatusOK
	}, patience, 100*time.Millisecond, "the engine is ready")
	return base + "/metrics"
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func scrape(tb testing.TB, address string) string {
	tb.Helper()
	response, err := http.Get(address)
	require.NoError(tb, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(tb, err)
	require.Equal(tb, http.StatusOK, response.StatusCode)
	return string(text)
}

// requireClean has promtool look at the exposition.
func requireClean(tb testing.TB, text string) {
	tb.Helper()
	check := exec.CommandContext(tb.Context(), "promtool", "check", "metrics")
	check.Stdin = strings.NewReader(text)
	out, err := check.CombinedOutput()
	require.NoError(tb, err, string(out))
	require.Empty(tb, string(out))
}
