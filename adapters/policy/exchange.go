package policy

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Service is asked with requests whose URL has a path and a query only, and answers whole
// replies. Its errors repeat neither its address nor anything of a reply.
type Service interface {
	Ask(request *http.Request) (status int, body []byte, err error)
}

// exchange asks, and answers the body of a 200.
func exchange(ctx context.Context, service Service, owner tenant.ID, method, target, sent string) ([]byte, error) {
	var content io.Reader = http.NoBody
	if sent != "" {
		content = strings.NewReader(sent)
	}
	request, err := http.NewRequestWithContext(ctx, method, target, content)
	if err != nil {
		return nil, unavailable("the request cannot be made", nil) // the cause would repeat what is asked
	}
	request.Header.Set("X-Tenant-ID", string(owner))
	status, body, err := service.Ask(request)
	switch {
	case err != nil:
		return nil, unavailable("the policy service cannot be reached", err)
	case status != http.StatusOK:
		return nil, refusal(status)
	case !once(body):
		return nil, errShape
	}
	return body, nil
}

// refusal tells a service that answers from one that does not work: a 4xx, of whatever
// kind, is not a failure of the service (product.md, Calls out). Neither allows anything.
func refusal(status int) error {
	message := "the policy service answered " + strconv.Itoa(status)
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError {
		return fault.New(fault.Invalid, "POLICY_REFUSED", message)
	}
	return unavailable(message, nil)
}

func unavailable(message string, cause error) error {
	return fault.Wrap(fault.Unavailable, fault.PolicyUnavailable, message, cause)
}

// errShape has no cause, which would repeat what was answered.
var errShape = unavailable("the policy service's reply is not what the contract says", nil)
