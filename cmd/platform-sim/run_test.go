package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func noEnvironment(string) string { return "" }

// started runs the program on a free port until the test ends it, and returns its address.
func started(t *testing.T, arguments ...string) (addr string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	logs, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, arguments...), noEnvironment, out)
		ended <- err
		_ = out.CloseWithError(err)
	}()
	lines := bufio.NewScanner(logs)
	require.True(t, lines.Scan(), "no log line: %v", lines.Err())
	var first struct {
		Msg  string `json:"msg"`
		Addr string `json:"addr"`
	}
	require.NoError(t, json.Unmarshal(lines.Bytes(), &first))
	require.Equal(t, "serving", first.Msg)
	go func() { _, _ = io.Copy(io.Discard, logs) }()
	return first.Addr, func() error { cancel(); return <-ended }
}

func get(t *testing.T, client *http.Client, url string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, body
}

func TestItServesUntilStoppedAndNamesItsAddressAsIssuer(t *testing.T) {
	t.Parallel()
	addr, stop := started(t)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

	status, _ := get(t, client, "http://"+addr+"/_sim/health")
	require.Equal(t, http.StatusOK, status)
	_, body := get(t, client, "http://"+addr+"/iam/.well-known/openid-configuration")
	require.Contains(t, string(body), `"issuer":"http://`+addr+`/iam"`)

	require.NoError(t, stop())
}

func TestStoppingEndsWhatHangs(t *testing.T) {
	t.Parallel()
	addr, stop := started(t)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	order, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+addr+"/_sim/llm/fault", strings.NewReader(`{"mode":"hang"}`))
	require.NoError(t, err)
	answer, err := client.Do(order)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	hung := make(chan error, 1)
	go func() {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/llm/x", http.NoBody)
		response, err := client.Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		hung <- err
	}()
	require.Eventually(t, func() bool {
		_, body := get(t, client, "http://"+addr+"/_sim/llm/received")
		return len(body) > len(`{"items":[],"dropped":0}`)
	}, 10*time.Second, time.Millisecond)

	require.NoError(t, stop())
	require.Error(t, <-hung)
}

func TestWrongFlagsAndTakenPortsAreErrors(t *testing.T) {
	t.Parallel()
	addr, stop := started(t)
	require.ErrorIs(t, run(t.Context(), []string{"-nonsense"}, noEnvironment, io.Discard), errUsage)
	require.ErrorContains(t, run(t.Context(), nil, func(name string) string {
		return map[string]string{"PLATFORM_SIM_ADDR": addr}[name]
	}, io.Discard), "listen on "+addr)
	require.NoError(t, stop())
}

func TestAnIAMKeyFileMustHoldAnEd25519Key(t *testing.T) {
	t.Parallel()
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "iam.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))

	key, err := settings{iamKeyFile: file}.iamKey()
	require.NoError(t, err)
	require.Equal(t, private, key)

	require.NoError(t, os.WriteFile(file, []byte("not PEM"), 0o600))
	require.ErrorContains(t, run(t.Context(), []string{"-addr", "127.0.0.1:0", "-iam-key-file", file}, noEnvironment, io.Discard), "not PEM")
}
