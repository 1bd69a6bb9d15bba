// Package llm asks the LLM gateway over HTTP (downstream.md, LLM gateway).
package llm

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Service is asked with requests whose URL has a path and a query only, and answers whole
// replies. Its errors repeat neither its address nor anything of a reply.
type Service interface {
	Ask(request *http.Request) (status int, body []byte, err error)
}

// Settings say how the gateway is asked.
type Settings struct {
	// Model is the gateway's name for the model.
	Model string
	// Sensitivity is what the gateway is told of what it is sent.
	Sensitivity string
	// Region is the tenants', where data governance names none.
	Region string
}

// Client implements ports.Texts. It sets no time limit of its own: the context does. It is
// safe for concurrent use.
type Client struct {
	service  Service
	settings Settings
	ids      ports.IDs
	// chat is set while the gateway was found to serve the other path only.
	chat atomic.Bool
}

var _ ports.Texts = (*Client)(nil)

// New makes a client of the gateway.
func New(service Service, settings Settings, ids ports.IDs) *Client {
	return &Client{service: service, settings: settings, ids: ids}
}

// Gateways serve one path or the other.
const (
	generatePath = "/v1/llm/generate"
	chatPath     = "/api/v1/llm/chat"
)

// GenerateText implements ports.Texts.
func (c *Client) GenerateText(ctx context.Context, request ports.TextRequest) (generation.Text, error) {
	asked := c.document(request)
	sent, err := json.Marshal(asked)
	if err != nil {
		return generation.Text{}, unavailable("the request cannot be written", nil) // the cause would repeat it
	}
	status, body, err := c.ask(ctx, asked, string(sent))
	switch {
	case err != nil:
		return generation.Text{}, unavailable("the LLM gateway cannot be reached", err)
	case status != http.StatusOK:
		return generation.Text{}, refusal(status)
	}
	return read(body)
}

// ask begins where it was answered before, and looks for a gateway that was replaced.
func (c *Client) ask(ctx context.Context, asked document, sent string) (int, []byte, error) {
	chat := c.chat.Load()
	status, body, err := c.post(ctx, pathOf(chat), asked, sent)
	if err != nil || status != http.StatusNotFound {
		return status, body, err
	}
	status, body, err = c.post(ctx, pathOf(!chat), asked, sent)
	if err == nil && status != http.StatusNotFound {
		c.chat.Store(!chat)
	}
	return status, body, err
}

func pathOf(chat bool) string {
	if chat {
		return chatPath
	}
	return generatePath
}

func (c *Client) post(ctx context.Context, path string, asked document, sent string) (int, []byte, error) {
	made, err := http.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(sent))
	if err != nil {
		return 0, nil, err //nolint:wrapcheck // the path is ours, so there is nothing to say of it
	}
	made.Header.Set("X-Tenant-ID", asked.Tenant.TenantID)
	made.Header.Set("X-Request-Id", asked.RequestID)
	return c.service.Ask(made)
}

// refusal tells a gateway that answers from one that does not work: a 4xx, of whatever kind,
// is not a failure of the service (product.md, Calls out).
func refusal(status int) error {
	message := "the LLM gateway answered " + strconv.Itoa(status)
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError {
		return fault.New(fault.Invalid, "TEXT_REFUSED", message)
	}
	return unavailable(message, nil)
}

func unavailable(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, "TEXT_UNAVAILABLE", message, cause)
}
