package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const keptLine = `{"accepted":{"tenant_id":"acme","receipt_id":"0190b5c0-0000-7000-8000-000000000001","sequence":1,` +
	`"hash":"sha256:1111111111111111111111111111111111111111111111111111111111111111",` +
	`"prev_hash":"sha256:0000000000000000000000000000000000000000000000000000000000000000","accepted_at":"2026-03-04T12:00:00Z"}}` + "\n"

func TestTheFileOfKeepIsKnownAgainAndWrittenToWhileServing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kept.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(keptLine), 0o600))
	addr, stop := started(t, "-keep", path)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

	_, body := get(t, client, "http://"+addr+"/_sim/eris/chain")
	require.Contains(t, string(body), `"tenant_id":"acme","count":1,"head_sequence":1`)

	forget(t, client, addr)
	require.Eventually(t, func() bool { return kept(t, path) == keptLine+"{\"forgotten\":true}\n" }, 20*time.Second, 10*time.Millisecond)
	require.NoError(t, stop())
}

func TestStoppingKeepsWhatWaited(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kept.jsonl")
	addr, stop := started(t, "-keep", path)
	forget(t, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, addr)

	require.NoError(t, stop())

	require.Equal(t, "{\"forgotten\":true}\n", kept(t, path))
}

func TestAFileOfKeepThatCannotBeUsedIsAnError(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	unknown := filepath.Join(folder, "unknown.jsonl")
	require.NoError(t, os.WriteFile(unknown, []byte("{\"something\":1}\n"), 0o600))
	for path, want := range map[string]string{
		folder:  "open the journal",
		unknown: "line 1 of the journal",
	} {
		getenv := func(name string) string { return map[string]string{"PLATFORM_SIM_KEEP": path}[name] }

		require.ErrorContains(t, run(t.Context(), []string{"-addr", "127.0.0.1:0"}, getenv, io.Discard), want)
	}
}

func forget(t *testing.T, client *http.Client, addr string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, "http://"+addr+"/_sim/eris/chain", http.NoBody)
	require.NoError(t, err)
	response, err := client.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusNoContent, response.StatusCode)
}

func kept(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
