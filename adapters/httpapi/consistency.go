package httpapi

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// consistencyHeader hands a command's token to the queries behind it, and back.
const consistencyHeader = "MMM-Consistency-Token"

// consistent has a query read at least the state that the caller's token names (api.md,
// Read-your-writes).
func (*server) consistent(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		token := request.Header.Get(consistencyHeader)
		if token == "" {
			return next(c)
		}
		if _, err := strconv.ParseInt(token, 10, 64); err != nil || token[0] == '-' || token[0] == '+' {
			return fault.InvalidInput([]fault.Problem{{
				Path: consistencyHeader, Message: "must be the " + consistencyHeader + " that a command answered, unaltered",
			}})
		}
		c.SetRequest(request.WithContext(ports.AtLeast(request.Context(), ports.Token(token))))
		return next(c)
	}
}

// reads reports whether an operation is a query of somebody who is known.
func reads(method string, public bool) bool { return method == http.MethodGet && !public }
