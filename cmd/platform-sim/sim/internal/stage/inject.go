package stage

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// inject applies the fault and reports whether the contract still answers. The body must have been read: only then does
// the server notice that a waiting client has gone.
func inject(w http.ResponseWriter, r *http.Request, fault Fault) bool {
	switch fault.Mode {
	case ModeLatency:
		return delayed(r, time.Duration(fault.Value)*time.Millisecond)
	case ModeError:
		if fault.RetryAfter != nil {
			w.Header().Set("Retry-After", strconv.Itoa(*fault.RetryAfter))
		}
		reply.ProblemError{Status: fault.Value, Code: "INJECTED", Detail: "a fault was injected"}.Write(w)
	case ModeRedirect:
		// As it was ordered: http.Redirect would make a relative one absolute, and lose the service's prefix.
		w.Header().Set("Location", fault.Location)
		w.WriteHeader(fault.Value)
	case ModeHang:
		hang(r)
	case ModeReset:
		reset(w)
	case ModeGarbage:
		w.Header().Set("Content-Type", "application/json")
		// A client that has gone away is the only way this fails.
		_, _ = w.Write([]byte("\x00\xfe{not json"))
	case ModeSchema:
		reply.JSON(w, http.StatusOK, map[string]any{"status": "ok", "data": []int{1, 2}})
	case ModeTrickle:
		trickle(w, r)
	case ModeLarge:
		sendLarge(w, fault.Value)
	default:
		return true
	}
	return false
}

func delayed(r *http.Request, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// reset closes the connection with a TCP RST, which is what lingering for zero seconds means.
func reset(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// HTTP/2 cannot be hijacked; aborting resets its stream instead.
		panic(http.ErrAbortHandler)
	}
	if tcp, isTCP := connection.(*net.TCPConn); isTCP {
		// When the option cannot be set the client still sees the connection closed.
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
