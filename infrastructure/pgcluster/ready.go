package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// startDeadline bounds a start, including recovery after a killed run.
const startDeadline = 60 * time.Second

// stopDeadline bounds the shutdown of a server that did not start well.
const stopDeadline = 10 * time.Second

// awaitReady waits until the server answers and knows the superuser's password, which a
// standby has from the cluster that it follows.
func (c *Cluster) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startDeadline,
		fmt.Errorf("the server does not answer within %s", startDeadline))
	defer cancel()
	ctx, died := context.WithCancelCause(ctx)
	defer died(nil)
	go func() {
		select {
		case <-c.server.done:
			died(errors.New("the server ended"))
		case <-ctx.Done():
		}
	}()
	if err := poll(ctx, func() error { return c.greet(ctx) }); err != nil {
		return fmt.Errorf("%w; its log ends:\n%s", err, lastLines(c.server.log))
	}
	return nil
}

func (c *Cluster) greet(ctx context.Context) error {
	if c.standby {
		return c.Exec(ctx, "SELECT 1")
	}
	return c.Login(ctx, superuser)
}

// lastLines is the end of the server's log, which says why it did not start.
func lastLines(path string) string {
	const wanted = 10
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-wanted):], "\n")
}
