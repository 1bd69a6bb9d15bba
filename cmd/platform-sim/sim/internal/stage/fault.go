package stage

// The modes of a fault.
const (
	ModeNone     = "none"
	ModeLatency  = "latency"
	ModeError    = "error"
	ModeRedirect = "redirect"
	ModeHang     = "hang"
	ModeLate     = "late"
	ModeReset    = "reset"
	ModeGarbage  = "garbage"
	ModeSchema   = "schema"
	ModeTrickle  = "trickle"
	ModeLarge    = "large"
)

// Fault is what a service does to its contract's requests until told otherwise.
type Fault struct {
	// Mode is one of the constants above.
	Mode string `json:"mode"`
	// Value is milliseconds for latency (0 to 600000), the status for error (400 to 599, default 500) and redirect (301, 302,
	// 303, 307 or 308, default 307), and bytes for large (14 to 1073741824, default 10485760); the other modes ignore it.
	Value int `json:"value"`
	// Rate is the share of requests it hits, drawn one by one: 0 none, 1 (the default) all.
	Rate float64 `json:"rate"`
	// RetryAfter is the seconds (0 to 86400) of the Retry-After header of an error; nil sends none. Other modes have none.
	RetryAfter *int `json:"retry_after,omitempty"`
	// Location is where a redirect leads, as its header says it. Other modes have none.
	Location string `json:"location,omitempty"`
}
