package stage

import (
	"net/http"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// The modes of a fault.
const (
	ModeNone    = "none"
	ModeLatency = "latency"
	ModeError   = "error"
	ModeHang    = "hang"
	ModeReset   = "reset"
	ModeGarbage = "garbage"
)

const longestLatency = 600_000

// Fault is what a service does to its contract's requests until told otherwise.
type Fault struct {
	// Mode is one of the constants above.
	Mode string `json:"mode"`
	// Value is milliseconds for latency (0 to 600000) and the status for error (400 to 599, default 500); the other modes ignore it.
	Value int `json:"value"`
	// Rate is the share of requests it hits, drawn one by one: 0 none, 1 (the default) all.
	Rate float64 `json:"rate"`
}

// order is a fault as it is asked for: what is left out gets its default.
type order struct {
	Mode  string   `json:"mode"`
	Value *int     `json:"value"`
	Rate  *float64 `json:"rate"`
}

func (o order) fault() (Fault, error) {
	fault := Fault{Mode: o.Mode, Rate: 1}
	if o.Mode == ModeError {
		fault.Value = http.StatusInternalServerError
	}
	if o.Value != nil {
		fault.Value = *o.Value
	}
	if o.Rate != nil {
		fault.Rate = *o.Rate
	}
	return fault, fault.check()
}

func (f Fault) check() error {
	var wrong []reply.FieldError
	modes := []string{ModeNone, ModeLatency, ModeError, ModeHang, ModeReset, ModeGarbage}
	if !slices.Contains(modes, f.Mode) {
		wrong = append(wrong, reply.FieldError{Path: "mode", Message: "must be one of " + strings.Join(modes, ", ")})
	}
	if f.Mode == ModeLatency && (f.Value < 0 || f.Value > longestLatency) {
		wrong = append(wrong, reply.FieldError{Path: "value", Message: "must be milliseconds from 0 to 600000"})
	}
	if f.Mode == ModeError && (f.Value < 400 || f.Value > 599) {
		wrong = append(wrong, reply.FieldError{Path: "value", Message: "must be an HTTP status from 400 to 599"})
	}
	if f.Rate < 0 || f.Rate > 1 {
		wrong = append(wrong, reply.FieldError{Path: "rate", Message: "must be a number from 0 to 1"})
	}
	if len(wrong) > 0 {
		return reply.Invalid("INVALID", wrong...)
	}
	return nil
}
