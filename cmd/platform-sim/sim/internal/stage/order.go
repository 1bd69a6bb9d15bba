package stage

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

const defaultSize = 10 << 20

// order is a fault as it is asked for: what is left out gets its default.
type order struct {
	Mode       string   `json:"mode"`
	Value      *int     `json:"value"`
	Rate       *float64 `json:"rate"`
	RetryAfter *int     `json:"retry_after"`
	Location   string   `json:"location"`
}

func (o order) fault() (Fault, error) {
	fault := Fault{Mode: o.Mode, Value: o.defaultValue(), Rate: 1, RetryAfter: o.RetryAfter, Location: o.Location}
	if o.Value != nil {
		fault.Value = *o.Value
	}
	if o.Rate != nil {
		fault.Rate = *o.Rate
	}
	if wrong := fault.wrong(); len(wrong) > 0 {
		return Fault{}, reply.Invalid("INVALID", wrong...)
	}
	return fault, nil
}

func (o order) defaultValue() int {
	switch o.Mode {
	case ModeError:
		return http.StatusInternalServerError
	case ModeRedirect:
		return http.StatusTemporaryRedirect
	case ModeLarge:
		return defaultSize
	default:
		return 0
	}
}
