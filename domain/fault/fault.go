// Package fault names the kinds of failure that every layer agrees on.
//
// Adapters translate what their technology reports into a fault once, keeping
// the cause; inbound adapters choose the answer from the kind once. Everything
// between only passes it on.
package fault

import (
	"errors"
	"time"
)

// Kind is what a caller can do about a failure.
type Kind uint8

const (
	// Internal is a defect of ours. It is the kind of every error that is not a fault.
	Internal Kind = iota
	// Invalid input; the problems name each field.
	Invalid
	// Unauthenticated callers must present a good token.
	Unauthenticated
	// Forbidden callers are known and may not do this.
	Forbidden
	// NotFound covers what does not exist and what belongs to another tenant alike.
	NotFound
	// Conflict with the present state; repeating the request cannot help.
	Conflict
	// Stale means that a compare-and-swap was lost: read again, then decide again.
	Stale
	// Exhausted callers have used up their share; they may come back after RetryAfter.
	Exhausted
	// Unavailable dependencies may work again after RetryAfter. Nothing was done,
	// or it is not known whether it was: repeat with the same idempotency key.
	Unavailable
)

// String answers the kind in lower case, as metrics and logs name it.
func (k Kind) String() string {
	names := [...]string{
		"internal", "invalid", "unauthenticated", "forbidden", "not_found",
		"conflict", "stale", "exhausted", "unavailable",
	}
	if int(k) >= len(names) {
		return names[Internal]
	}
	return names[k]
}

// VersionMismatch is the code of the Stale fault for a caller who names a version that is
// not the present one (api.md, If-Match).
const VersionMismatch = "VERSION_MISMATCH"

// PolicyUnavailable is the code of the Unavailable fault where nothing can be decided for
// want of a ruling.
const PolicyUnavailable = "POLICY_UNAVAILABLE"

// Problem is one thing wrong with one field.
type Problem struct {
	// Path of the field as the sender wrote it, such as "actions[1].body". Empty
	// when the whole input is meant.
	Path string
	// Message says what is wrong and what would be right, without repeating the value.
	Message string
}

// Error is a failure with its kind.
type Error struct {
	Kind Kind
	// Code is stable and upper case, such as "TENANT_MISMATCH" (api.md, Rules).
	Code string
	// Message is shown to callers: no internals, no secrets.
	Message string
	// Problems of Invalid input, all of them at once.
	Problems []Problem
	// RetryAfter tells an Exhausted or Unavailable caller how long to wait; 0 means a second.
	// A caller with a Conflict that has one may come back as well.
	RetryAfter time.Duration

	cause error
}

// New makes a fault without a cause.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Wrap makes a fault that keeps its cause for logs; callers of the service never see the cause.
func Wrap(kind Kind, code, message string, cause error) *Error {
	return &Error{Kind: kind, Code: code, Message: message, cause: cause}
}

// InvalidInput makes the fault for input with problems.
func InvalidInput(problems []Problem) *Error {
	return &Error{
		Kind: Invalid, Code: "VALIDATION_FAILED",
		Message: "the request has fields that are not valid; each is listed under errors", Problems: problems,
	}
}

// Missing makes the fault for a thing that does not exist for this caller.
func Missing(what string) *Error {
	return New(NotFound, "NOT_FOUND", what+" was not found")
}

// Error answers the message and the cause.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.cause.Error()
}

// Unwrap answers the cause, nil when there is none.
func (e *Error) Unwrap() error { return e.cause }

// Of answers the kind of the first fault in err's chain, Internal when there is none.
func Of(err error) Kind {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Kind
	}
	return Internal
}

// Is reports whether err is a fault of the given kind. A nil error is of no kind.
func Is(err error, kind Kind) bool {
	f, ok := errors.AsType[*Error](err)
	return ok && f.Kind == kind
}
