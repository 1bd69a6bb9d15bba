package httpapi

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/labstack/echo/v4"
)

// unmatched is the route of requests that fit none, otherMethod the method of those
// with a word of their own: callers cannot make new series.
const (
	unmatched   = "unmatched"
	otherMethod = "other"
)

func (s *server) measure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.Clock.Monotonic()
		err := next(c)
		s.ObserveRequest(routeOf(c), methodOf(c.Request()), c.Response().Status, s.Clock.Monotonic()-start)
		return err
	}
}

var routeParameter = regexp.MustCompile(`:([a-z_]+)`)

// routeOf answers the template as the document writes it.
func routeOf(c echo.Context) string {
	if c.Path() == "" {
		return unmatched
	}
	return routeParameter.ReplaceAllString(c.Path(), "{$1}")
}

func methodOf(r *http.Request) string {
	standard := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
		http.MethodPatch, http.MethodDelete, http.MethodOptions,
	}
	if slices.Contains(standard, r.Method) {
		return r.Method
	}
	return otherMethod
}
