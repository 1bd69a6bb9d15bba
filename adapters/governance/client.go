// Package governance asks the data governance service over HTTP (downstream.md, Data
// Governance).
package governance

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Service is asked with requests whose URL has a path and a query only, and answers whole
// replies. Its errors repeat neither its address nor anything of a reply.
type Service interface {
	Ask(request *http.Request) (status int, body []byte, err error)
}

// Client implements ports.Governance. It sets no time limit of its own: the context does.
// It is safe for concurrent use.
type Client struct{ service Service }

var _ ports.Governance = (*Client)(nil)

// New makes a client of the service.
func New(service Service) *Client { return &Client{service: service} }

// ReadGovernance implements ports.Governance.
func (c *Client) ReadGovernance(ctx context.Context, owner tenant.ID) (tenant.Governance, error) {
	path := "/v1/data-governance/tenants/" + url.PathEscape(string(owner)) + "/config"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	if err != nil {
		return tenant.Governance{}, unavailable("the request cannot be made", nil) // the cause would repeat the tenant
	}
	request.Header.Set("X-Tenant-ID", string(owner))
	status, body, err := c.service.Ask(request)
	switch {
	case err != nil:
		return tenant.Governance{}, unavailable("the data governance service cannot be reached", err)
	case status != http.StatusOK:
		return tenant.Governance{}, refusal(status)
	}
	return read(body)
}

// refusal tells a service that answers from one that does not work: a 4xx, of whatever
// kind, is not a failure of the service (product.md, Calls out).
func refusal(status int) error {
	message := "the data governance service answered " + strconv.Itoa(status)
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError {
		return fault.New(fault.Invalid, "GOVERNANCE_REFUSED", message)
	}
	return unavailable(message, nil)
}

func unavailable(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, "GOVERNANCE_UNAVAILABLE", message, cause)
}
