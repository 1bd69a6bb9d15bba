package system_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// eventStream is an open stream of server-sent events.
type eventStream struct {
	response *http.Response
	lines    *bufio.Reader
}

// sent is what a stream says between two empty lines: an event, or else a comment or a
// hint, which has no data.
type sent struct{ id, name, data, comment, retry string }

// smallDialer lets little pass a client that does not read.
func smallDialer(ctx context.Context, network, address string) (net.Conn, error) {
	connection, err := new(net.Dialer).DialContext(ctx, network, address)
	if tcp, ok := connection.(*net.TCPConn); ok {
		err = tcp.SetReadBuffer(64 << 10)
	}
	return connection, err
}

// follow opens the stream of an actor's IDE behind the last event.
func (s *stack) follow(ctx context.Context, token, actorID, last string) (*eventStream, error) {
	r := request{method: http.MethodGet, path: "/actors/" + actorID + "/actions/stream", token: token, header: map[string]string{}}
	if last != "" {
		r.header["Last-Event-ID"] = last
	}
	made, err := s.made(ctx, r)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{DisableKeepAlives: true, DialContext: smallDialer}
	response, err := (&http.Client{Transport: transport}).Do(made)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		return nil, fmt.Errorf("status %d", response.StatusCode)
	}
	return &eventStream{response: response, lines: bufio.NewReader(response.Body)}, nil
}

func (e *eventStream) close() { _ = e.response.Body.Close() }

func (e *eventStream) next() (sent, error) {
	var one sent
	for {
		line, err := e.lines.ReadString('\n')
		if err != nil {
			return sent{}, err
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			one.id = value
		case "event":
			one.name = value
		case "data":
			one.data += value
		case "retry":
			one.retry = value
		case "":
			if line == "\n" {
				return one, nil
			}
			one.comment = line
		}
	}
}

// tool is a program of an actor that follows it and comes back whenever it is cut off.
type tool struct {
	instances []*stack
	token     string
	actorID   string
	// stay is after how many events it goes to another instance of its own accord.
	stay int

	mu         sync.Mutex
	deliveries []string
	last       string
	visits     int
	trouble    error
}

// run follows until the context ends.
func (c *tool) run(ctx context.Context) {
	for ctx.Err() == nil {
		instance := c.instances[c.visits%len(c.instances)]
		c.visits++
		stream, err := instance.follow(ctx, c.token, c.actorID, c.last)
		if err != nil { // the instance is away: the other is not
			continue
		}
		c.read(stream)
		stream.close()
	}
}

func (c *tool) read(stream *eventStream) {
	for left := c.stay; left > 0; {
		one, err := stream.next()
		if err != nil {
			return
		}
		if one.data != "" {
			c.keep(one)
			left--
		}
	}
}

func (c *tool) keep(one sent) {
	var item struct {
		EventID    string `json:"event_id"`
		DeliveryID string `json:"delivery_id"`
	}
	err := json.Unmarshal([]byte(one.data), &item)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || one.name != "action" || one.id != item.EventID {
		c.trouble = errors.Join(c.trouble, err, fmt.Errorf("not an event as it should be: %q %q", one.id, one.name))
	}
	c.deliveries, c.last = append(c.deliveries, item.DeliveryID), one.id
}

// had answers what it was told so far.
func (c *tool) had(tb testing.TB) []string {
	tb.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	require.NoError(tb, c.trouble)
	return append([]string{}, c.deliveries...)
}

// ended answers an error when the stream was cut and not ended.
func (e *eventStream) ended() error {
	_, err := io.Copy(io.Discard, e.lines)
	return err
}
