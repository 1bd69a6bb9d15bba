// Package httpclient calls services that are trusted with nothing but their answer.
package httpclient

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// Direct follows no redirect: what is sent goes where it was meant to go. Its errors, and
// those of reading a body, can be told: they repeat neither the address, which may hold a
// password, nor anything of the answer. It is safe for concurrent use.
type Direct struct{ client http.Client }

// NewDirect makes a client that shares the connections of the given one, which it does
// not change.
func NewDirect(client *http.Client) *Direct {
	direct := *client
	direct.Transport = straight{next: cmp.Or[http.RoundTripper](client.Transport, http.DefaultTransport)}
	return &Direct{client: direct}
}

// Do sends the request. The body of the response must be closed.
func (d *Direct) Do(request *http.Request) (*http.Response, error) {
	response, err := d.client.Do(request) //nolint:gosec // where to is the operator's setting
	if failed, ok := errors.AsType[*url.Error](err); ok {
		err = failed.Err
	}
	if err != nil {
		return nil, cause{err: err}
	}
	response.Body = body{response.Body}
	return response, nil
}

// straight hears of no redirect. A client that sees a Location reads it, even where it
// does not follow; where that is no URL it fails, and repeats it.
type straight struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (s straight) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := s.next.RoundTrip(request)
	if response != nil {
		response.Header.Del("Location")
	}
	return response, err //nolint:wrapcheck // it is the next one's, as it is
}

type body struct{ io.ReadCloser }

// Read implements io.Reader.
func (b body) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if err == nil || err == io.EOF { // the very value, as readers compare it
		return n, err //nolint:wrapcheck // see above
	}
	return n, cause{err: err}
}
