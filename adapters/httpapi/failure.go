package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
)

var errPanic = errors.New("a handler panicked")

// settle renders a failure at once, so that what stands around it knows the status.
func (s *server) settle(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := next(c); err != nil {
			s.fail(err, c)
		}
		return nil
	}
}

// recover turns a panic into an internal error.
func (s *server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if reason == http.ErrAbortHandler { //nolint:errorlint // the very value, as net/http compares it
				panic(reason)
			}
			if s.Panicked != nil {
				s.Panicked(c.Request().Context(), debug.Stack())
			}
			err = fmt.Errorf("%w: %T", errPanic, reason)
		}()
		return next(c)
	}
}

// maxInstance bounds what an answer repeats of the request.
const maxInstance = 512

// fail renders an error. It is the only place where a failure becomes an answer.
func (s *server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	instance := c.Request().URL.EscapedPath()
	answer := problem.Of(err, instance[:min(len(instance), maxInstance)], traceID(c.Request()))
	problem.SetHeaders(c.Response().Header(), err)
	// What cannot be written to a caller who is gone is nobody's concern.
	_ = respond(c, answer.Status, problem.MediaType, answer)
}
