// Package ubi asks the behaviour service over HTTP (downstream.md, UBI).
package ubi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Service is asked with requests whose URL has a path and a query only, and answers whole
// replies. Its errors repeat neither its address nor anything of a reply.
type Service interface {
	Ask(request *http.Request) (status int, body []byte, err error)
}

// Client implements ports.Behaviour. It sets no time limit of its own: the context does.
// It is safe for concurrent use.
type Client struct{ service Service }

var _ ports.Behaviour = (*Client)(nil)

// New makes a client of the service.
func New(service Service) *Client { return &Client{service: service} }

// ReadBehaviour implements ports.Behaviour.
func (c *Client) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	query := url.Values{
		"tenant_id": {string(owner)}, "actor_id": {actorID}, "limit": {strconv.Itoa(ports.BehaviourLimit)},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/v1/ubi/signals/recent?"+query.Encode(), http.NoBody)
	if err != nil {
		return nil, unavailable("the request cannot be made", nil) // the cause would repeat the actor
	}
	request.Header.Set("X-Tenant-ID", string(owner))
	status, body, err := c.service.Ask(request)
	switch {
	case err != nil:
		return nil, unavailable("the behaviour service cannot be reached", err)
	case status != http.StatusOK:
		return nil, refusal(status)
	}
	return read(body, owner, actorID)
}

// refusal tells a service that answers from one that does not work: a 4xx, of whatever
// kind, is not a failure of the service (product.md, Calls out).
func refusal(status int) error {
	message := "the behaviour service answered " + strconv.Itoa(status)
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError {
		return fault.New(fault.Invalid, "BEHAVIOUR_REFUSED", message)
	}
	return unavailable(message, nil)
}

func unavailable(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, "BEHAVIOUR_UNAVAILABLE", message, cause)
}
