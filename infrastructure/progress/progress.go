// Package progress shows how far long work is: as a bar on a terminal, as a line now and
// then elsewhere.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Bar is one piece of work. It is for one goroutine.
type Bar struct {
	out      io.Writer
	what     string
	terminal bool
	now      func() time.Time
	begun    time.Time
	told     time.Time
}

// How often a bar is drawn anew, and a line written.
const (
	redraw = 100 * time.Millisecond
	retell = 5 * time.Second
)

const width = 40

// New begins a bar for so many of what, such as "events".
func New(out io.Writer, what string) *Bar {
	file, isFile := out.(*os.File)
	terminal := false
	if isFile {
		info, err := file.Stat()
		terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return newBar(out, what, terminal, time.Now)
}

func newBar(out io.Writer, what string, terminal bool, now func() time.Time) *Bar {
	return &Bar{out: out, what: what, terminal: terminal, now: now, begun: now()}
}

// Tell says how many are done, and of how many that is.
func (b *Bar) Tell(done, total int64) {
	now, often := b.now(), retell
	if b.terminal {
		often = redraw
	}
	if now.Sub(b.told) < often {
		return
	}
	b.told = now
	b.draw(done, total)
}

// Done ends the bar with what was done in all.
func (b *Bar) Done(done int64) {
	b.draw(done, done)
	if b.terminal {
		b.write("\n")
	}
}

func (b *Bar) draw(done, total int64) {
	share := 1.0
	if total > 0 {
		share = min(float64(done)/float64(total), 1)
	}
	line := fmt.Sprintf("%3.0f %%  %d of %d %s, %d/s", share*100, done, total, b.what, b.rate(done))
	if !b.terminal {
		b.write(line + "\n")
		return
	}
	full := int(share * width)
	b.write("\r[" + strings.Repeat("=", full) + strings.Repeat(" ", width-full) + "] " + line + "\x1b[K")
}

func (b *Bar) rate(done int64) int64 {
	seconds := b.now().Sub(b.begun).Seconds()
	if seconds <= 0 {
		return 0
	}
	return int64(float64(done) / seconds)
}

// write lets the work go on where nobody can be told.
func (b *Bar) write(text string) { _, _ = io.WriteString(b.out, text) }
