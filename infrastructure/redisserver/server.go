// Package redisserver runs a private redis-server: on loopback only, with a password,
// and without anything on disk.
package redisserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrNotInstalled says that this machine has no redis-server.
var ErrNotInstalled = errors.New("redis-server is not installed")

const (
	loopback  = "127.0.0.1"
	startTime = 10 * time.Second
	stopTime  = 5 * time.Second
	pollPause = 5 * time.Millisecond
	// ports is how often another port is tried: somebody may take it between our asking
	// for a free one and the server's listening.
	ports = 5
)

// Server is a running server.
type Server struct {
	port     int
	password string
	command  *exec.Cmd
	// done is closed when it has ended.
	done chan struct{}
}

// Start starts one on a free port and waits until it answers.
func Start(ctx context.Context) (*Server, error) {
	var failed error
	for range ports {
		port, err := freePort(ctx)
		if err != nil {
			return nil, err
		}
		server, err := StartAt(ctx, port, rand.Text())
		if err == nil || errors.Is(err, ErrNotInstalled) {
			return server, err
		}
		failed = err
	}
	return nil, failed
}

// StartAt starts one on the port with the password, such as in another's place.
func StartAt(ctx context.Context, port int, password string) (*Server, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotInstalled, err)
	}
	s := &Server{port: port, password: password, done: make(chan struct{})}
	// Not bound to ctx: it is stopped in turn. Settings come by standard input, where
	// nobody else sees the password.
	s.command = exec.Command(program, "-") //nolint:noctx // see above
	s.command.Stdin = strings.NewReader(s.settings())
	s.command.SysProcAttr = ownGroup()
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start redis-server: %w", err)
	}
	go func() {
		defer close(s.done)
		_ = s.command.Wait() // it ends when it is told to, or the next question fails
	}()
	if err := s.wait(ctx); err != nil {
		s.Kill()
		return nil, err
	}
	return s, nil
}

func (s *Server) settings() string {
	return fmt.Sprintf("bind %s\nport %d\nrequirepass %s\nsave \"\"\nappendonly no\ndaemonize no\nloglevel warning\n",
		loopback, s.port, s.password)
}

// Port is where it listens.
func (s *Server) Port() int { return s.port }

// Password is what it asks for.
func (s *Server) Password() string { return s.password }

// Address is where it listens.
func (s *Server) Address() string { return net.JoinHostPort(loopback, strconv.Itoa(s.port)) }

// URL is how a client connects.
func (s *Server) URL() string { return "redis://:" + s.password + "@" + s.Address() + "/0" }

// wait asks until something answers that speaks the protocol.
func (s *Server) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		if s.answers(ctx) {
			return nil
		}
		select {
		case <-s.done:
			return errors.New("redis-server ended at once")
		case <-ctx.Done():
			return fmt.Errorf("redis-server does not answer on %s: %w", s.Address(), ctx.Err())
		case <-time.After(pollPause):
		}
	}
}

// answers logs in, which no other server would let us do.
func (s *Server) answers(ctx context.Context) bool {
	connection, err := new(net.Dialer).DialContext(ctx, "tcp", s.Address())
	if err != nil {
		return false
	}
	defer func() { _ = connection.Close() }()
	deadline, _ := ctx.Deadline()
	_ = connection.SetDeadline(deadline) // without it, it would only wait longer
	if _, err := fmt.Fprintf(connection, "AUTH %s\r\n", s.password); err != nil {
		return false
	}
	reply := make([]byte, len("+OK"))
	_, err = connection.Read(reply)
	return err == nil && string(reply) == "+OK"
}

// Stop asks it to end and sees that it does.
func (s *Server) Stop() {
	_ = s.command.Process.Signal(syscall.SIGTERM) // it may have ended before
	select {
	case <-s.done:
	case <-time.After(stopTime):
		s.Kill()
	}
}

// Kill ends it at once.
func (s *Server) Kill() {
	_ = s.command.Process.Kill() // it may have ended before
	<-s.done
}

func freePort(ctx context.Context) (int, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp4", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	address, ok := listener.Addr().(*net.TCPAddr)
	if err := listener.Close(); err != nil || !ok {
		return 0, fmt.Errorf("find a free port: give %v back: %w", listener.Addr(), err)
	}
	return address.Port, nil
}
