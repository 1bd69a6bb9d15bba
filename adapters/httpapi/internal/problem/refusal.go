package problem

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// RefusalError is a failure of HTTP itself, which no fault kind stands for.
type RefusalError struct {
	kind  Kind
	cause error
}

// Error answers the detail and the cause.
func (r *RefusalError) Error() string {
	if r.cause == nil {
		return r.kind.Detail
	}
	return r.kind.Detail + ": " + r.cause.Error()
}

// Unwrap answers the cause, nil when there is none.
func (r *RefusalError) Unwrap() error { return r.cause }

// Malformed refuses a request that cannot be read.
func Malformed(cause error) error { return &RefusalError{kind: malformed(), cause: cause} }

// TooLarge refuses a body over its limit.
func TooLarge() error { return &RefusalError{kind: tooLarge()} }

// UnsupportedMediaType refuses a body that is not JSON by its own account.
func UnsupportedMediaType() error { return &RefusalError{kind: unsupportedMediaType()} }

// kindOf answers the kind of any error. What is neither a fault nor a refusal of
// HTTP is a defect.
func kindOf(err error) Kind {
	if refusal, ok := errors.AsType[*RefusalError](err); ok {
		return refusal.kind
	}
	if raised, ok := errors.AsType[*echo.HTTPError](err); ok {
		return ofStatus(raised.Code)
	}
	kind := ofFault(fault.Of(err))
	if told, ok := errors.AsType[*fault.Error](err); ok && told.RetryAfter > 0 {
		kind.Retryable = true
	}
	return kind
}

// ofStatus translates what the router and the generated parameter readers raise.
func ofStatus(status int) Kind {
	switch status {
	case http.StatusBadRequest:
		return malformed()
	case http.StatusNotFound:
		return ofFault(fault.NotFound)
	case http.StatusMethodNotAllowed:
		return methodNotAllowed()
	case http.StatusRequestEntityTooLarge:
		return tooLarge()
	case http.StatusUnsupportedMediaType:
		return unsupportedMediaType()
	}
	return ofFault(fault.Internal)
}
