package iam

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Service is asked with requests whose URL has a path and a query only, and answers whole
// replies. Its errors repeat neither its address nor anything of a reply.
type Service interface {
	Ask(request *http.Request) (status int, body []byte, err error)
}

// Remote implements ports.Tokens by asking the identity service about each token
// (IAM_MODE=remote). It sets no time limit of its own: the context does. It is safe for
// concurrent use.
type Remote struct {
	service Service
	from    TenantFrom
	clock   ports.Clock
}

var _ ports.Tokens = (*Remote)(nil)

// NewRemote makes a client of the service, which names tenants as from says.
func NewRemote(service Service, from TenantFrom, clock ports.Clock) *Remote {
	return &Remote{service: service, from: from, clock: clock}
}

// Verify implements ports.Tokens. Besides the port's faults, an Invalid one is of a service
// that answers and does not judge.
func (r *Remote) Verify(ctx context.Context, token string) (actor.Caller, error) {
	if token == "" || len(token) > maxTokenLength {
		return actor.Caller{}, refuse(errLength)
	}
	sent, err := json.Marshal(map[string]string{"token": token})
	if err != nil {
		return actor.Caller{}, refuse(errForm) // the cause would repeat it
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "/verify", strings.NewReader(string(sent)))
	if err != nil {
		return actor.Caller{}, unjudged("the request cannot be made", nil)
	}
	switch status, body, err := r.service.Ask(request); {
	case err != nil:
		return actor.Caller{}, unjudged("the identity service cannot be reached", err)
	case status == http.StatusOK:
		return r.read(body)
	case status == http.StatusUnauthorized:
		return actor.Caller{}, refuse(errRefused)
	case status >= http.StatusBadRequest && status < http.StatusInternalServerError:
		return actor.Caller{}, fault.New(fault.Invalid, "IAM_UNAVAILABLE", "the identity service answered "+strconv.Itoa(status))
	default:
		return actor.Caller{}, unjudged("the identity service answered "+strconv.Itoa(status), nil)
	}
}

// read takes the reply for a token's claims, with the tenant where they have it.
func (r *Remote) read(body []byte) (actor.Caller, error) {
	said, err := parseObject(body)
	if err != nil || said.text("sub") == "" {
		return actor.Caller{}, errReply
	}
	until, sound := moment(said["valid_until"])
	if !sound {
		return actor.Caller{}, errReply
	}
	if err := r.from.name(said); err != nil {
		return actor.Caller{}, refuse(err)
	}
	caller, err := callerOf(claims{object: said})
	if err != nil {
		return actor.Caller{}, refuse(err)
	}
	if !r.clock.Now().Before(until.Add(leeway)) {
		return actor.Caller{}, refuse(errTime) // whatever the service thinks of it
	}
	// The leeway lets clocks differ. It keeps no verdict longer than the service gave it for.
	caller.ExpiresAt = until
	return caller, nil
}

// errReply has no cause, which would repeat what was answered.
var errReply = unjudged("the identity service's reply is not what the contract says", nil)

// moment reads a time as RFC 3339 has it, or in seconds since 1970.
func moment(text json.RawMessage) (time.Time, bool) {
	var at time.Time
	if json.Unmarshal(text, &at) == nil && !at.IsZero() {
		return at.UTC(), true
	}
	return numericDate(text)
}

func unjudged(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, "IAM_UNAVAILABLE", message, cause)
}
