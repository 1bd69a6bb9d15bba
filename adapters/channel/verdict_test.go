package channel_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestAnAcknowledgedMessageIsDelivered(t *testing.T) {
	t.Parallel()
	for _, code := range []int{200, 201, 202, 204, 299} {
		r := newReceiver(t, status(code))
		require.NoError(t, deliver(t, r), "%d", code)
		require.Len(t, r.requests(), 1)
	}
}

func TestAReceiverThatIsGoneSaysSo(t *testing.T) {
	t.Parallel()
	err := deliver(t, newReceiver(t, status(http.StatusGone)))
	requireFault(t, err, fault.NotFound, ports.ReceiverGone)
}

func TestARefusedMessageIsInvalid(t *testing.T) {
	t.Parallel()
	for _, code := range []int{400, 401, 403, 404, 405, 409, 413, 415, 422, 451, 499} {
		err := deliver(t, newReceiver(t, asking(code, "7")))
		requireFault(t, err, fault.Invalid, "DELIVERY_REFUSED")
		require.Zero(t, pauseOf(t, err), "there is no other try")
	}
}

func TestAReceiverInTroubleIsUnavailable(t *testing.T) {
	t.Parallel()
	for _, code := range []int{408, 425, 500, 501, 502, 503, 504, 599} {
		for asked, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second} {
			err := deliver(t, newReceiver(t, asking(code, asked)))
			requireUnavailable(t, err)
			require.Equal(t, want, pauseOf(t, err))
		}
	}
}

func TestABusyReceiverIsObeyedWithinADay(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]time.Duration{
		"":                     0,
		"0":                    0,
		"1":                    time.Second,
		"120":                  2 * time.Minute,
		"86400":                24 * time.Hour,
		"86401":                24 * time.Hour,
		"4294967296":           24 * time.Hour,
		"99999999999999999999": 24 * time.Hour,
		strings.Repeat("9", 9): 24 * time.Hour,
		"-5":                   0,
		"+5":                   0,
		"1.5":                  0,
		"0x10":                 0,
		"soon":                 0,
		"5, 10":                0,
		sentAt.Add(90 * time.Second).Format(http.TimeFormat):  90 * time.Second,
		sentAt.Add(-90 * time.Second).Format(http.TimeFormat): 0,
		sentAt.Add(48 * time.Hour).Format(http.TimeFormat):    24 * time.Hour,
		sentAt.Add(90 * time.Second).Format(time.RFC850):      90 * time.Second,
		sentAt.Add(90 * time.Second).Format(time.ANSIC):       90 * time.Second,
		"Fri, 31 Dec 9999 23:59:59 GMT":                       24 * time.Hour,
		"Sat, 01 Jan 0001 00:00:00 GMT":                       0,
		sentAt.Add(90 * time.Second).Format(time.RFC3339):     0,
	} {
		t.Run(asked, func(t *testing.T) {
			t.Parallel()
			err := deliver(t, newReceiver(t, asking(http.StatusTooManyRequests, asked)))
			requireFault(t, err, fault.Exhausted, "RECEIVER_BUSY")
			require.Equal(t, want, pauseOf(t, err))
		})
	}
}

func TestARedirectIsRefusedAndNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := newReceiver(t, status(http.StatusOK))
	for name, location := range map[string]string{
		"another server": elsewhere.URL + "/hunter2", "another path": "/hunter2", "no place": "",
		"no URL": "http://[hunter2", "another scheme": "file:///hunter2",
	} {
		for _, code := range []int{300, 301, 302, 303, 304, 307, 308} {
			t.Run(name+" "+http.StatusText(code), func(t *testing.T) {
				t.Parallel()
				r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
					if location != "" {
						w.Header().Set("Location", location)
					}
					w.WriteHeader(code)
				})
				err := deliver(t, r)
				requireFault(t, err, fault.Forbidden, "REDIRECT_REFUSED")
				require.NotContains(t, err.Error(), "hunter2")
				require.Len(t, r.requests(), 1)
			})
		}
	}
	t.Cleanup(func() { require.Empty(t, elsewhere.requests()) })
}
