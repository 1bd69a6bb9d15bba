package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type body = map[string]any

// engine is one at work as `make run` has it, with a replica, and the stand-in for the
// services around it.
type engine struct {
	folder, program    string
	address, simulator string
}

func startEngine(t *testing.T) *engine {
	t.Helper()
	program, err := filepath.Abs("../../../bin/mmm-engine")
	require.NoError(t, err)
	require.FileExists(t, program, "`make build` makes it")
	free := freeAddresses(t, 2)
	e := &engine{folder: home(t), program: program, address: free[0], simulator: "http://" + free[1]}
	start(t, e.folder, e.environ("HTTP_ADDR="+free[0], "PLATFORM_SIM_ADDR="+free[1], "REPLICA=1"), program, "dev")
	eventually(t, func() string { return unfetched(t.Context(), e.base()+"/ready") })
	return e
}

func (e *engine) base() string { return "http://" + e.address + "/v1/mmm" }

// environ has nothing of ours but where programs are.
func (e *engine) environ(more ...string) []string {
	return append(more, "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"))
}

// errBusy says that the engine asked to be asked again later, as it may on a busy machine.
var errBusy = errors.New("unavailable")

// send wants an answer below 300, and reads it.
func (e *engine) send(ctx context.Context, method, address, token string, what any) (body, error) {
	text, err := json.Marshal(what)
	if err != nil {
		return nil, fmt.Errorf("write a request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("send a request: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	if response.StatusCode == http.StatusServiceUnavailable {
		return nil, fmt.Errorf("%s %s: %s: %w", method, address, answer, errBusy)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return nil, fmt.Errorf("%s %s: %s: %s", method, address, response.Status, answer)
	}
	read := body{}
	if len(answer) == 0 {
		return read, nil
	}
	return read, json.Unmarshal(answer, &read)
}

// misbehave has the stand-in of a service fail some of its calls.
func (e *engine) misbehave(t *testing.T, service string, share float64) {
	t.Helper()
	_, err := e.send(t.Context(), http.MethodPut, e.simulator+"/_sim/"+service+"/fault", "",
		body{"mode": "error", "value": 503, "rate": share})
	require.NoError(t, err)
}

// token is one of kim's, who may do everything in the tenant.
func (e *engine) token(t *testing.T, tenant string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), e.program, "token", "--tenant", tenant, "--actor", "kim", "--role", "tenant_admin",
		"--scope", "mmm.decide", "--scope", "mmm.act_for_others", "--scope", "mmm.outcome", "--scope", "mmm.read")
	command.Dir, command.Env = e.folder, e.environ()
	out, err := command.Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}
