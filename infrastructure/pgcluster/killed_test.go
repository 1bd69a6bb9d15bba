package pgcluster_test

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// serverPID is the process id of the server on the data in dir.
func serverPID(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	return pid
}

func TestAKilledServerIsRecovered(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	first := start(t, dir)
	require.NoError(t, first.Exec(t.Context(), "CREATE TABLE survivor ()"))
	require.NoError(t, syscall.Kill(serverPID(t, dir), syscall.SIGKILL))
	stop(t, first)
	require.FileExists(t, filepath.Join(dir, "data", "postmaster.pid"))

	require.NoError(t, start(t, dir).Exec(t.Context(), "TABLE survivor"))
}

func TestAStaleProcessIDThatSomebodyElseHasByNowIsNoObstacle(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	stop(t, start(t, dir))
	owner := dataOwner(t, dir)
	stale := filepath.Join(dir, "data", "postmaster.pid")
	require.NoError(t, os.WriteFile(stale, []byte(strconv.Itoa(bystander(t, owner))+"\n"), 0o600))
	require.NoError(t, os.Chown(stale, int(owner.Uid), int(owner.Gid)))

	require.NoError(t, start(t, dir).Exec(t.Context(), "SELECT 1"))
}

func dataOwner(t *testing.T, dir string) *syscall.Credential {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, "data"))
	require.NoError(t, err)
	owner, ok := info.Sys().(*syscall.Stat_t)
	require.True(t, ok)
	return &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
}

// bystander is the process id of a program of the server's account that is not
// the server.
func bystander(t *testing.T, owner *syscall.Credential) int {
	t.Helper()
	sleeper := exec.CommandContext(t.Context(), "sleep", "600")
	if os.Geteuid() == 0 {
		sleeper.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	}
	require.NoError(t, sleeper.Start())
	t.Cleanup(func() {
		_ = sleeper.Process.Kill()
		_ = sleeper.Wait()
	})
	return sleeper.Process.Pid
}

func TestTheTerminalsInterruptReachesUsAndNotTheServer(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	start(t, dir)
	pid := serverPID(t, dir)

	group, err := syscall.Getpgid(pid)

	require.NoError(t, err)
	require.Equal(t, pid, group, "the server leads a process group of its own")
}

func TestTheServerDiesWithAKilledParent(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties a child's life to its parent's")
	}
	dir := reachable(t)
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	address, err := url.Parse(strings.TrimSpace(line))
	require.NoError(t, err)

	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait(), "it was killed")

	require.Eventually(t, func() bool { return refuses(t.Context(), address.Host) }, 10*time.Second, 20*time.Millisecond)
	require.NoError(t, start(t, dir).Exec(t.Context(), "SELECT 1"))
}

func refuses(ctx context.Context, address string) bool {
	dialer := net.Dialer{Timeout: time.Second}
	connection, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return true
	}
	_ = connection.Close()
	return false
}
