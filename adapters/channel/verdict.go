package channel

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// verdict turns the receiver's status into what the port says of it.
func (c *Client) verdict(response *http.Response) error {
	said := "the receiver answered " + strconv.Itoa(response.StatusCode)
	switch status := response.StatusCode; {
	case status >= 200 && status < 300:
		return nil
	case status >= 300 && status < 400:
		return fault.New(fault.Forbidden, "REDIRECT_REFUSED", said+", and a message goes nowhere but to the address that is configured")
	case status == http.StatusGone:
		return fault.New(fault.NotFound, ports.ReceiverGone, said)
	case status == http.StatusTooManyRequests:
		return c.later(fault.New(fault.Exhausted, "RECEIVER_BUSY", said), response)
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return c.later(unavailable(said, nil), response)
	default:
		return fault.New(fault.Invalid, "DELIVERY_REFUSED", said)
	}
}

// longestPause bounds what a receiver may ask for. An action may be worth sending for
// weeks: who asks for more is asked once a day whether it means it.
const longestPause = 24 * time.Hour

// later adds when the receiver wants the next try, where it says so.
func (c *Client) later(refusal *fault.Error, response *http.Response) error {
	text := response.Header.Get("Retry-After")
	seconds, err := strconv.ParseUint(text, 10, 32)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		// Out of range it is the most there is, and bounded below.
		refusal.RetryAfter = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		refusal.RetryAfter = at.Sub(c.clock.Now())
	}
	refusal.RetryAfter = min(max(refusal.RetryAfter, 0), longestPause)
	return refusal
}
