// Package channel sends actions to the receivers of a surface over HTTP, as signed
// webhooks (downstream.md, Delivery).
package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Settings say where the receiver of a surface is and how to speak to it.
type Settings struct {
	// BaseURL is the receiver's, http or https; the Format's path follows it.
	BaseURL string
	Format  Format
	// Token is sent as bearer; empty sends none.
	Token string
	// Secrets sign: each makes a signature, so that a secret can be replaced while the
	// receiver knows the old one or the new one only. At least one is required.
	Secrets []Secret
	// Propagate adds the headers that carry a trace, such as traceparent; nil adds none.
	Propagate func(ctx context.Context, header http.Header)
}

// Doer sends requests, and follows no redirect. Its errors, and those of reading a body,
// repeat neither the address nor the answer.
type Doer interface {
	Do(request *http.Request) (*http.Response, error)
}

// Client implements ports.Channel. It sets no time limit of its own: the context
// does. It is safe for concurrent use.
type Client struct {
	http     Doer
	ids      ports.IDs
	clock    ports.Clock
	settings Settings
	address  string
}

var _ ports.Channel = (*Client)(nil)

// New makes a client that sends by the given one.
func New(client Doer, ids ports.IDs, clock ports.Clock, settings Settings) (*Client, error) {
	if !addresses(settings.BaseURL) {
		// No part of it is repeated: it may be a password.
		return nil, errors.New("the URL of a channel is not valid: want http or https, a host, and no more than a path")
	}
	if len(settings.Secrets) == 0 {
		return nil, errors.New("a channel has no secret to sign with")
	}
	if settings.Propagate == nil {
		settings.Propagate = func(context.Context, http.Header) {}
	}
	address := strings.TrimRight(settings.BaseURL, "/") + settings.Format.path
	return &Client{http: client, ids: ids, clock: clock, settings: settings, address: address}, nil
}

// addresses reports whether a Format's path can follow the URL.
func addresses(baseURL string) bool {
	base, err := url.Parse(baseURL)
	return err == nil && (base.Scheme == "http" || base.Scheme == "https") && base.Hostname() != "" &&
		!strings.ContainsAny(baseURL, "?#")
}

// Address answers where messages go: the base URL with the Format's path.
func (c *Client) Address() string { return c.address }

// Deliver implements ports.Channel.
func (c *Client) Deliver(ctx context.Context, message delivery.Message) error {
	body, err := c.settings.Format.encode(&message)
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	return c.post(ctx, &message, body)
}
