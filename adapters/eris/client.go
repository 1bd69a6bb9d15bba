// Package eris sends receipts to the evidence service over HTTP (downstream.md, ERIS).
package eris

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Service is asked with requests whose URL has a path only, and answers whole replies. Its
// errors repeat neither its address nor anything of a reply.
type Service interface {
	Ask(request *http.Request) (status int, body []byte, err error)
}

// Client implements ports.Evidence. It sets no time limit of its own: the context
// does. It is safe for concurrent use.
type Client struct{ service Service }

var _ ports.Evidence = (*Client)(nil)

// New makes a client of the service.
func New(service Service) *Client { return &Client{service: service} }
