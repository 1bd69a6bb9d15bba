// Package eris sends receipts to the evidence service over HTTP (downstream.md, ERIS).
package eris

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Settings say where the service is and how to speak to it.
type Settings struct {
	// BaseURL is the service's, http or https; the paths of the contract follow it.
	BaseURL string
	// Token is sent as bearer; empty sends none.
	Token string
	// Propagate adds the headers that carry a trace, such as traceparent; nil adds none.
	Propagate func(ctx context.Context, header http.Header)
}

// Doer sends requests, and follows no redirect. Its errors, and those of reading a body,
// repeat neither the address nor the answer.
type Doer interface {
	Do(request *http.Request) (*http.Response, error)
}

// Client implements ports.Evidence. It sets no time limit of its own: the context
// does. It is safe for concurrent use.
type Client struct {
	http     Doer
	ids      ports.IDs
	settings Settings
	single   string
	bulk     string
}

var _ ports.Evidence = (*Client)(nil)

// New makes a client that sends by the given one.
func New(client Doer, ids ports.IDs, settings Settings) (*Client, error) {
	base, err := url.Parse(settings.BaseURL)
	if err != nil {
		// The cause would repeat the URL, which may hold a password.
		return nil, errors.New("the URL of the evidence service is not valid: want http or https, host and path")
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("the URL of the evidence service has the scheme %q: want http or https, and a host", base.Scheme)
	}
	if settings.Propagate == nil {
		settings.Propagate = func(context.Context, http.Header) {}
	}
	single := strings.TrimRight(settings.BaseURL, "/") + "/v1/evidence/receipts"
	return &Client{http: client, ids: ids, settings: settings, single: single, bulk: single + "/bulk"}, nil
}
