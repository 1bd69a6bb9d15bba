// Package eris sends receipts to the evidence service over HTTP (downstream.md, ERIS).
package eris

import (
	"cmp"
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

// Client implements ports.Evidence. It sets no time limit of its own: the context
// does. It is safe for concurrent use.
type Client struct {
	http     *http.Client
	ids      ports.IDs
	settings Settings
	single   string
	bulk     string
}

var _ ports.Evidence = (*Client)(nil)

// New makes a client that shares the connections of the given one, and follows no
// redirect: a receipt goes where it was meant to go.
func New(client *http.Client, ids ports.IDs, settings Settings) (*Client, error) {
	base, err := url.Parse(settings.BaseURL)
	if err != nil {
		// The cause would repeat the URL, which may hold a password.
		return nil, errors.New("the URL of the evidence service is not valid: want http or https, host and path")
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("the URL of the evidence service has the scheme %q: want http or https, and a host", base.Scheme)
	}
	direct := *client
	direct.Transport = straight{next: cmp.Or[http.RoundTripper](client.Transport, http.DefaultTransport)}
	if settings.Propagate == nil {
		settings.Propagate = func(context.Context, http.Header) {}
	}
	single := strings.TrimRight(settings.BaseURL, "/") + "/v1/evidence/receipts"
	return &Client{http: &direct, ids: ids, settings: settings, single: single, bulk: single + "/bulk"}, nil
}
