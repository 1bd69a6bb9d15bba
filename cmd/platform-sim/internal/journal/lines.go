package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"math"
)

// Lines answers what is kept, oldest first. Read them before the first Append: a last line that was not written whole, as
// a crash leaves it, is cut off with a warning. One that is damaged elsewhere is an error, and the last thing answered.
func (f *File) Lines() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		reader := bufio.NewReader(io.NewSectionReader(f.file, 0, math.MaxInt64))
		var whole int64
		for number := 1; ; number++ {
			line, err := reader.ReadBytes('\n')
			switch {
			case errors.Is(err, io.EOF) && len(line) == 0:
				return
			case err == nil && json.Valid(line):
				whole += int64(len(line))
			case err == nil || errors.Is(err, io.EOF):
				if err := f.damaged(reader, number, whole); err != nil {
					yield(nil, err)
				}
				return
			default:
				yield(nil, fmt.Errorf("read the journal: %w", err))
				return
			}
			if !yield(line, nil) {
				return
			}
		}
	}
}

// damaged cuts the line off when it is the last one.
func (f *File) damaged(reader *bufio.Reader, number int, whole int64) error {
	if _, err := reader.Peek(1); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d of the journal %s is damaged: move the file away to start anew", number, f.path)
	}
	f.logger.Warn("the last line of the journal was damaged and is skipped", slog.String("file", f.path), slog.Int("line", number))
	if err := f.file.Truncate(whole); err != nil {
		return fmt.Errorf("cut off the damaged last line of the journal: %w", err)
	}
	return nil
}
