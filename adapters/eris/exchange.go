package eris

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

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

// The paths of the contract.
const (
	singlePath = "/v1/evidence/receipts"
	bulkPath   = singlePath + "/bulk"
)

// post sends one request. Whatever goes wrong before a whole reply is there is an
// Unavailable fault.
func (c *Client) post(ctx context.Context, path string, owner tenant.ID, key id.UUID, body string) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(body))
	if err != nil {
		return reply{}, unavailable("the request cannot be made", err)
	}
	request.Header.Set("X-Tenant-ID", string(owner))
	if !key.IsZero() {
		request.Header.Set("Idempotency-Key", key.String())
	}
	status, answered, err := c.service.Ask(request)
	if err != nil {
		return reply{}, unavailable("the evidence service cannot be reached", err)
	}
	return reply{status: status, body: answered}, nil
}

func unavailable(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, "EVIDENCE_UNAVAILABLE", message, cause)
}
