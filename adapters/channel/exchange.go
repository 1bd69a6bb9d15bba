package channel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// replyLimit is the most that is read of a reply, in bytes. Nothing of it is used: it
// is read so that the connection can serve again, and cut where that costs more.
const replyLimit = 64 << 10

// post sends one signed request. Whatever goes wrong before a status is there is an
// Unavailable fault.
func (c *Client) post(ctx context.Context, message *delivery.Message, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return unavailable("the request cannot be made", withoutURL(err))
	}
	c.label(ctx, request.Header, message, body)
	response, err := c.http.Do(request)
	if err != nil {
		return unavailable("the receiver cannot be reached", withoutURL(err))
	}
	defer response.Body.Close()
	// What the receiver adds to its status is its own affair.
	_, _ = io.CopyN(io.Discard, response.Body, replyLimit)
	return c.verdict(response)
}

// withoutURL keeps the cause of a failed request, not its address, which may hold a
// password.
func withoutURL(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}

func unavailable(message string, cause error) *fault.Error {
	return fault.Wrap(fault.Unavailable, "RECEIVER_UNAVAILABLE", message, cause)
}
