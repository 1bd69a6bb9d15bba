// Package sse writes server-sent events (HTML Living Standard, Server-sent events) to
// a client that must keep up: what it does not take in time ends the stream.
package sse

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// MediaType of a stream.
const MediaType = "text/event-stream"

// ErrOver answers that there is to be no more.
var ErrOver = errors.New("sse: the stream is over")

// Terms are what a stream is written under.
type Terms struct {
	// Patience is how long a client may take to take what was written.
	Patience time.Duration
	// Over ends the stream when it is closed, a write that waits for its client too.
	Over <-chan struct{}
	// Now tells the time of the machine.
	Now func() time.Time
}

// Writer writes one stream. Only one goroutine uses it.
type Writer struct {
	to      http.ResponseWriter
	control *http.ResponseController
	terms   Terms
	// closed ends the watch, and watched says that it has ended.
	closed, watched chan struct{}
}

// lastGrace is how long a client may take to take the end of a stream that is over.
const lastGrace = time.Second

// Begin answers 200, and asks those on the way not to buffer. The deadline that the
// server has for writing an answer gives way to one for each write. The writer must be
// closed.
func Begin(to http.ResponseWriter, terms Terms) *Writer {
	w := &Writer{
		to: to, control: http.NewResponseController(beneath(to)), terms: terms,
		closed: make(chan struct{}), watched: make(chan struct{}),
	}
	header := to.Header()
	header.Set("Content-Type", MediaType)
	header.Set("X-Accel-Buffering", "no")
	to.WriteHeader(http.StatusOK)
	go w.watch()
	return w
}

// beneath answers the server's own writer: a framework's may keep to itself that a
// flush failed.
func beneath(to http.ResponseWriter) http.ResponseWriter {
	if wrapped, ok := to.(interface{ Unwrap() http.ResponseWriter }); ok {
		return beneath(wrapped.Unwrap())
	}
	return to
}

// watch frees a write that waits when the stream is over.
func (w *Writer) watch() {
	defer close(w.watched)
	select {
	case <-w.terms.Over:
		_ = w.control.SetWriteDeadline(time.Unix(1, 0)) // long ago
	case <-w.closed:
	}
}

// Close leaves the server time to end the answer.
func (w *Writer) Close() {
	close(w.closed)
	<-w.watched
	grace := w.terms.Patience
	if w.over() {
		grace = min(grace, lastGrace)
	}
	w.allow(grace)
}

func (w *Writer) over() bool {
	select {
	case <-w.terms.Over:
		return true
	default:
		return false
	}
}

// allow bounds the writes to come. Where the connection has no deadlines, nothing does.
func (w *Writer) allow(time time.Duration) { _ = w.control.SetWriteDeadline(w.terms.Now().Add(time)) }

// Retry tells the client how long to wait before it connects again.
func (w *Writer) Retry(after time.Duration) error {
	return w.write([]byte("retry: " + strconv.FormatInt(after.Milliseconds(), 10) + "\n\n"))
}

// Beat writes a comment, which shows both sides that the connection works.
func (w *Writer) Beat() error { return w.write([]byte(": \n\n")) }

// Event writes one event. Neither the id nor the name may hold a line break; the data
// may.
func (w *Writer) Event(id, name string, data []byte) error {
	var text bytes.Buffer
	text.WriteString("id: " + id + "\nevent: " + name + "\n")
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		text.WriteString("data: ")
		text.Write(line)
		text.WriteByte('\n')
	}
	text.WriteByte('\n')
	return w.write(text.Bytes())
}

// write sets the deadline first and asks then whether the stream is over: whichever
// way the two meet, a write does not wait beyond the end.
func (w *Writer) write(text []byte) error {
	w.allow(w.terms.Patience)
	if w.over() {
		return ErrOver
	}
	if _, err := w.to.Write(text); err != nil {
		return fmt.Errorf("write to an event stream: %w", err)
	}
	if err := w.control.Flush(); err != nil {
		return fmt.Errorf("write to an event stream: %w", err)
	}
	return nil
}
