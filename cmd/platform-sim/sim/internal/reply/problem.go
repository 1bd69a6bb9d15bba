// Package reply writes the stand-in's answers: JSON, and RFC 9457 problems.
package reply

import "net/http"

// FieldError names one wrong field: Path is dotted (`decision.status`) or a header's name, Message says what it should be.
type FieldError struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// ProblemError is an RFC 9457 body. Code is stable and upper case; Errors lists every wrong field and may be empty.
type ProblemError struct {
	Status int          `json:"status"`
	Code   string       `json:"code"`
	Detail string       `json:"detail"`
	Errors []FieldError `json:"errors,omitempty"`
}

// Error makes a problem usable as the refusal a check returns.
func (p ProblemError) Error() string { return p.Detail }

// Write sends the problem as application/problem+json with its own status.
func (p ProblemError) Write(w http.ResponseWriter) {
	body := struct {
		Type  string `json:"type"`
		Title string `json:"title"`
		ProblemError
	}{Type: "about:blank", Title: http.StatusText(p.Status), ProblemError: p}
	send(w, p.Status, "application/problem+json", body)
}

// Invalid is a 422 with one detail made of the first error's path and message. It wants at least one error.
func Invalid(code string, errs ...FieldError) ProblemError {
	return ProblemError{
		Status: http.StatusUnprocessableEntity,
		Code:   code,
		Detail: errs[0].Path + " " + errs[0].Message,
		Errors: errs,
	}
}
