package httpapi

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

const callerKey = "caller"

// maxToken is longer than any token of ours; longer ones are not worth verifying.
const maxToken = 8 << 10

// authenticate lets nobody pass whom the token does not name.
func (s *server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, err := bearer(c.Request().Header)
		if err != nil {
			return err
		}
		caller, err := s.Tokens.Verify(c.Request().Context(), token)
		if err != nil {
			return err
		}
		c.Set(callerKey, caller)
		return next(c)
	}
}

// callerOf answers whom authenticate let in; nobody, who may do nothing, on a
// public route.
func callerOf(c echo.Context) actor.Caller {
	caller, _ := c.Get(callerKey).(actor.Caller)
	return caller
}

func bearer(header http.Header) (string, error) {
	values := header.Values("Authorization")
	if len(values) != 1 {
		return "", fault.New(fault.Unauthenticated, "TOKEN_MISSING", "send one token: Authorization: Bearer <token>")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxToken {
		return "", fault.New(fault.Unauthenticated, "TOKEN_MALFORMED", "send the token as Authorization: Bearer <token>")
	}
	return token, nil
}
