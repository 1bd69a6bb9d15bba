// Package problem renders every failure of the API as an RFC 9457 problem: what
// fault kinds and HTTP refusals look like is decided here and nowhere else.
package problem

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Kind is one type of problem. The documentation page explains each under its anchor.
type Kind struct {
	// Slug names the kind in its type's URI.
	Slug   string
	Status int
	Title  string
	// Code stands in when the fault has none of its own.
	Code string
	// Detail stands in when nothing may be told, or nothing more is known.
	Detail    string
	Retryable bool
}

// TypeOf answers the URI that names a kind: its place on the documentation page.
func (k Kind) TypeOf() string { return "/v1/mmm/docs#problem-" + k.Slug }

// Kinds answers all of them, for the documentation, by status.
func Kinds() []Kind {
	return []Kind{
		malformed(), ofFault(fault.Unauthenticated), ofFault(fault.Forbidden), ofFault(fault.NotFound), methodNotAllowed(),
		ofFault(fault.Conflict), ofFault(fault.Stale), tooLarge(), unsupportedMediaType(), ofFault(fault.Invalid),
		ofFault(fault.Exhausted), ofFault(fault.Internal), ofFault(fault.Unavailable),
	}
}

func malformed() Kind {
	return Kind{
		Slug: "malformed", Status: http.StatusBadRequest, Title: "Malformed request", Code: "MALFORMED",
		Detail: "the request cannot be read; send one JSON value in UTF-8, and parameters as the documentation has them",
	}
}

func methodNotAllowed() Kind {
	return Kind{
		Slug: "method-not-allowed", Status: http.StatusMethodNotAllowed, Title: "Method not allowed",
		Code: "METHOD_NOT_ALLOWED", Detail: "this resource does not take the method; the Allow header lists those it does",
	}
}

func tooLarge() Kind {
	return Kind{
		Slug: "too-large", Status: http.StatusRequestEntityTooLarge, Title: "Body too large", Code: "BODY_TOO_LARGE",
		Detail: "the body is larger than this endpoint takes; send less at once",
	}
}

func unsupportedMediaType() Kind {
	return Kind{
		Slug: "unsupported-media-type", Status: http.StatusUnsupportedMediaType, Title: "Unsupported media type",
		Code: "UNSUPPORTED_MEDIA_TYPE", Detail: "send the body as application/json, not encoded",
	}
}

func ofFault(kind fault.Kind) Kind {
	switch kind {
	case fault.Invalid:
		return Kind{Slug: "invalid", Status: http.StatusUnprocessableEntity, Title: "Invalid request", Code: "VALIDATION_FAILED",
			Detail: "the request has fields that are not valid; each is listed under errors"}
	case fault.Unauthenticated:
		return Kind{Slug: "unauthenticated", Status: http.StatusUnauthorized, Title: "Not authenticated", Code: "UNAUTHENTICATED",
			Detail: "send a valid token: Authorization: Bearer <token>"}
	case fault.Forbidden:
		return Kind{Slug: "forbidden", Status: http.StatusForbidden, Title: "Not allowed", Code: "FORBIDDEN",
			Detail: "the token does not allow this"}
	case fault.NotFound:
		return Kind{Slug: "not-found", Status: http.StatusNotFound, Title: "Not found", Code: "NOT_FOUND",
			Detail: "there is no such resource"}
	case fault.Conflict:
		return Kind{Slug: "conflict", Status: http.StatusConflict, Title: "Conflict", Code: "CONFLICT",
			Detail: "the present state does not allow this"}
	case fault.Stale:
		return Kind{Slug: "stale", Status: http.StatusPreconditionFailed, Title: "Changed meanwhile", Code: "STALE",
			Detail: "the resource has changed since; read it again and repeat"}
	case fault.Exhausted:
		return Kind{Slug: "exhausted", Status: http.StatusTooManyRequests, Title: "Too many requests", Code: "EXHAUSTED",
			Detail: "your share is used up; come back after Retry-After seconds", Retryable: true}
	case fault.Unavailable:
		return Kind{Slug: "unavailable", Status: http.StatusServiceUnavailable, Title: "Unavailable", Code: "UNAVAILABLE",
			Detail: "something that this needs is away; repeat after Retry-After seconds, with the same idempotency key", Retryable: true}
	case fault.Internal:
	}
	return Kind{Slug: "internal", Status: http.StatusInternalServerError, Title: "Internal error", Code: "INTERNAL",
		Detail: "this is a defect of the engine; its operators find it by the trace_id"}
}
