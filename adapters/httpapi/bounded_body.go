package httpapi

import (
	"errors"
	"io"
)

var errBodyTooLarge = errors.New("the body is over its limit")

// spare is what is read of a refused body beyond its limit. A sender who is still
// writing when the connection closes sees a reset in place of the answer.
const spare = 4 << 20

// boundedBody answers errBodyTooLarge once more than its limit has arrived.
type boundedBody struct {
	io.ReadCloser

	limit, left int64
}

func bounded(body io.ReadCloser, limit int64) *boundedBody {
	return &boundedBody{ReadCloser: body, limit: limit, left: limit}
}

// Read implements io.Reader.
func (b *boundedBody) Read(into []byte) (int, error) {
	// One byte more than is left tells a body at its limit from one over it.
	n, err := b.ReadCloser.Read(into[:min(int64(len(into)), b.left+1)])
	if int64(n) <= b.left {
		b.left -= int64(n)
		return n, err //nolint:wrapcheck // a reader passes io.EOF on as it is
	}
	n, b.left = int(b.left), 0
	return n, errBodyTooLarge
}

// drain reads on, within bounds, and forgets what it reads.
func (b *boundedBody) drain() {
	// Who cannot be read from any more will not read the answer either.
	_, _ = io.CopyN(io.Discard, b.ReadCloser, b.limit+spare)
}
