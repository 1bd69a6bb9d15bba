package health

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// Run asks each probe again and again until the context ends. One that is slow
// holds no other up.
func (c *Checker) Run(ctx context.Context) error {
	var asking sync.WaitGroup
	for i := range c.probes {
		if c.probes[i].Ask != nil {
			asking.Go(func() { c.keepAsking(ctx, i) })
		}
	}
	<-ctx.Done()
	asking.Wait()
	return nil
}

func (c *Checker) keepAsking(ctx context.Context, number int) {
	pause := time.NewTicker(c.options.Every)
	defer pause.Stop()
	for {
		c.ask(ctx, number)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}

func (c *Checker) ask(ctx context.Context, number int) {
	asked := c.options.Now()
	limited, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	err := c.probes[number].Ask(limited)
	if ctx.Err() != nil {
		return
	}
	c.keep(number, asked, err)
}

func (c *Checker) keep(number int, asked time.Time, err error) {
	now, status := c.options.Now(), OK
	if err != nil {
		status = Failing
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	latest := &c.answers[number]
	if latest.Status != status || latest.Since.IsZero() {
		latest.Status, latest.Since = status, now.UTC()
	}
	switch {
	case err != nil:
		latest.LastError = c.options.Class(err)
	case latest.LastError == notYet:
		latest.LastError = ""
	}
	latest.Latency, latest.at = now.Sub(asked), now
}

// ClassOf names the kind of an error without its text, which may hold an address:
// timeout, network or error.
func ClassOf(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	if network, ok := errors.AsType[net.Error](err); ok {
		if network.Timeout() {
			return "timeout"
		}
		return "network"
	}
	return "error"
}
