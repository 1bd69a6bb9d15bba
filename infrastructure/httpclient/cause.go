package httpclient

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
)

// cause keeps why an exchange failed, and says of it only what the service had no hand
// in: net/http quotes an answer that is no HTTP, however long it is.
type cause struct{ err error }

// Error implements error.
func (c cause) Error() string {
	if network, ok := errors.AsType[net.Error](c.err); ok {
		return network.Error()
	}
	if certificate, ok := errors.AsType[*tls.CertificateVerificationError](c.err); ok {
		return certificate.Error()
	}
	for _, known := range []error{context.Canceled, http.ErrSchemeMismatch, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(c.err, known) {
			return known.Error()
		}
	}
	return "the connection broke off, or the answer is not HTTP"
}

// Unwrap answers what errors.Is looks at.
func (c cause) Unwrap() error { return c.err }
