package stage

import (
	"bytes"
	"io"
	"net/http"
)

// withBody gives the contract the body that was already read for the record.
func withBody(r *http.Request, body []byte) *http.Request {
	again := *r
	again.Body = io.NopCloser(bytes.NewReader(body))
	return &again
}
