package stage

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

const (
	longestLatency    = 600_000
	longestRetryAfter = 86_400
	largestSize       = 1 << 30
)

// wrong reports every field that does not fit the mode or the others.
func (f Fault) wrong() []reply.FieldError {
	var wrong []reply.FieldError
	for _, field := range []struct{ name, message string }{
		{"mode", f.wrongMode()}, {"value", f.wrongValue()}, {"rate", f.wrongRate()},
		{"retry_after", f.wrongRetryAfter()}, {"location", f.wrongLocation()},
	} {
		if field.message != "" {
			wrong = append(wrong, reply.FieldError{Path: field.name, Message: field.message})
		}
	}
	return wrong
}

func (f Fault) wrongMode() string {
	modes := []string{
		ModeNone, ModeLatency, ModeError, ModeRedirect, ModeHang, ModeLate, ModeReset, ModeGarbage, ModeSchema, ModeTrickle, ModeLarge,
	}
	if !slices.Contains(modes, f.Mode) {
		return "must be one of " + strings.Join(modes, ", ")
	}
	return ""
}

func (f Fault) wrongValue() string {
	switch {
	case f.Mode == ModeLatency && (f.Value < 0 || f.Value > longestLatency):
		return "must be milliseconds from 0 to 600000"
	case f.Mode == ModeError && (f.Value < 400 || f.Value > 599):
		return "must be an HTTP status from 400 to 599"
	case f.Mode == ModeRedirect && !redirects(f.Value):
		return "must be 301, 302, 303, 307 or 308"
	case f.Mode == ModeLarge && (f.Value < smallestSize || f.Value > largestSize):
		return "must be bytes from 14 to 1073741824"
	default:
		return ""
	}
}

func redirects(status int) bool {
	return slices.Contains([]int{
		http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	}, status)
}

func (f Fault) wrongRate() string {
	if f.Rate < 0 || f.Rate > 1 {
		return "must be a number from 0 to 1"
	}
	return ""
}

func (f Fault) wrongRetryAfter() string {
	switch {
	case f.RetryAfter == nil:
		return ""
	case f.Mode != ModeError:
		return "is for mode error only"
	case *f.RetryAfter < 0 || *f.RetryAfter > longestRetryAfter:
		return "must be seconds from 0 to 86400"
	default:
		return ""
	}
}

func (f Fault) wrongLocation() string {
	_, err := url.Parse(f.Location)
	switch {
	case f.Mode != ModeRedirect && f.Location != "":
		return "is for mode redirect only"
	case f.Mode == ModeRedirect && (f.Location == "" || err != nil):
		return "must be a URL to lead to"
	default:
		return ""
	}
}
