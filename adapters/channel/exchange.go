package channel

import (
	"bytes"
	"context"
	"io"
	"net/http"

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
		return unavailable("the request cannot be made", nil) // the cause would repeat the address
	}
	c.label(ctx, request.Header, message, body)
	response, err := c.http.Do(request)
	if err != nil {
		return unavailable("the receiver cannot be reached", err)
	}
	defer response.Body.Close()
	drain(response)
	return c.verdict(response)
}

// drain reads what the receiver adds to its status, which is its own affair: a body
// that breaks off or outlasts the context changes nothing of the verdict. One that
// changes the protocol (101) has no body but the connection, which no context ends.
func drain(response *http.Response) {
	if response.StatusCode != http.StatusSwitchingProtocols {
		_, _ = io.CopyN(io.Discard, response.Body, replyLimit)
	}
}

func unavailable(message string, cause error) *fault.Error {
	return fault.Wrap(fault.Unavailable, "RECEIVER_UNAVAILABLE", message, cause)
}
