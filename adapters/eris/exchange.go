package eris

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// replyLimit is the most that is read of a reply, in bytes.
const replyLimit = 1 << 20

// reply is what the service answered.
type reply struct {
	status int
	body   []byte
}

// accepted says that the service took what was sent (201; some deployments 200 or 202).
func (r reply) accepted() bool {
	return r.status == http.StatusOK || r.status == http.StatusCreated || r.status == http.StatusAccepted
}

// final says that the service will answer the same to the same.
func (r reply) final() bool {
	return r.status >= 400 && r.status < 500 &&
		r.status != http.StatusRequestTimeout && r.status != http.StatusTooManyRequests
}

// reason names the answer without anything of its text, which may repeat the receipt.
func (r reply) reason() string { return "the evidence service answered " + strconv.Itoa(r.status) }

// post sends one request. Whatever goes wrong before a whole reply is there is an
// Unavailable fault.
func (c *Client) post(ctx context.Context, address string, owner tenant.ID, key id.UUID, body string) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return reply{}, unavailable("the request cannot be made", nil) // the cause would repeat the address
	}
	c.address(ctx, request.Header, owner, key)
	response, err := c.http.Do(request)
	if err != nil {
		return reply{}, unavailable("the evidence service cannot be reached", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, replyLimit+1))
	if err != nil {
		return reply{}, unavailable("the evidence service broke its reply off", err)
	}
	if len(text) > replyLimit {
		return reply{}, unavailable("the evidence service's reply is larger than 1 MiB", nil)
	}
	return reply{status: response.StatusCode, body: text}, nil
}

func (c *Client) address(ctx context.Context, header http.Header, owner tenant.ID, key id.UUID) {
	header.Set("Content-Type", "application/json")
	header.Set("Accept", "application/json")
	header.Set("X-Tenant-ID", string(owner))
	header.Set("X-Request-Id", c.ids.Random().String())
	if !key.IsZero() {
		header.Set("Idempotency-Key", key.String())
	}
	if c.settings.Token != "" {
		header.Set("Authorization", "Bearer "+c.settings.Token)
	}
	c.settings.Propagate(ctx, header)
}

func unavailable(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, "EVIDENCE_UNAVAILABLE", message, cause)
}
