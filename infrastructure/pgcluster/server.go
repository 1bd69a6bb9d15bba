package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// server is the running process.
type server struct {
	process *os.Process
	log     string
	// done is closed when the process is gone.
	done chan struct{}
}

// command is how the server is started on the data.
func (d data) command(port uint16, socket string, settings map[string]string) *exec.Cmd {
	arguments := []string{
		"-D", d.dir,
		"-c", "port=" + strconv.Itoa(int(port)),
		"-c", "listen_addresses=" + loopback,
		"-c", "unix_socket_directories=" + socket,
		"-c", "unix_socket_permissions=0700",
	}
	for name, value := range settings {
		arguments = append(arguments, "-c", name+"="+value)
	}
	// No context ends the server: Stop does, in good order.
	command := exec.Command(d.binaries.postgres(), arguments...) //nolint:noctx // see above
	command.Dir, command.Env, command.SysProcAttr = "/", environment(), d.account.attributes()
	dieWithParent(command.SysProcAttr)
	return command
}

// launch starts the command. The server inherits the lock.
func launch(command *exec.Cmd, log string, lock *os.File) (*server, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	command.Stdout, command.Stderr, command.ExtraFiles = out, out, []*os.File{lock}
	running := &server{log: log, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		defer close(running.done)
		// The kernel ties the child to the thread that started it, not to the
		// process: the thread has to stay as long as the child does.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		_ = out.Close() // the server has its own
		running.process = command.Process
		started <- err
		if err == nil {
			_ = command.Wait() // how it ended is in its log
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	return running, nil
}

// stop asks for a fast shutdown, and at the end of ctx for an immediate one.
func (s *server) stop(ctx context.Context) error {
	const patience = 5 * time.Second
	if err := s.signal(syscall.SIGINT); err != nil {
		return err
	}
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	for _, signal := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGKILL} {
		if err := s.signal(signal); err != nil {
			return err
		}
		select {
		case <-s.done:
			return nil
		case <-time.After(patience):
		}
	}
	return fmt.Errorf("process %d does not end: %w", s.process.Pid, ctx.Err())
}

func (s *server) signal(signal syscall.Signal) error {
	err := s.process.Signal(signal)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal process %d: %w", s.process.Pid, err)
	}
	return nil
}
