package httpapi

import (
	"regexp"

	"github.com/labstack/echo/v4"
)

// acceptableID is what a caller may name a request: it goes into headers and logs.
var acceptableID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,128}$`)

// stamp puts on every answer what every answer bears (api.md, Rules).
func (s *server) stamp(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Strict-Transport-Security", "max-age=31536000")
		header.Set("Cache-Control", "no-store")
		header.Set("X-Request-Id", s.requestID(c.Request().Header.Get("X-Request-Id")))
		return next(c)
	}
}

func (s *server) requestID(given string) string {
	if acceptableID.MatchString(given) {
		return given
	}
	return s.IDs.Random().String()
}
