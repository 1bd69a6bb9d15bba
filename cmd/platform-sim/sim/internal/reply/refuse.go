package reply

import (
	"errors"
	"net/http"
)

// Refuse renders the ProblemError in err; anything else is a 500 that tells nothing of its cause.
func Refuse(w http.ResponseWriter, err error) {
	if problem := (ProblemError{}); errors.As(err, &problem) {
		problem.Write(w)
		return
	}
	ProblemError{Status: http.StatusInternalServerError, Code: "INTERNAL", Detail: "the stand-in failed: see its log"}.Write(w)
}

// NotServed answers 501: the service's name is taken, its contract is not served yet.
func NotServed(w http.ResponseWriter, _ *http.Request) {
	ProblemError{
		Status: http.StatusNotImplemented,
		Code:   "NOT_SERVED",
		Detail: "this contract is not served yet: the request was recorded and nothing else happened",
	}.Write(w)
}

// NotFound answers 404 for a path the service does not have.
func NotFound(w http.ResponseWriter, r *http.Request) {
	ProblemError{Status: http.StatusNotFound, Code: "NOT_FOUND", Detail: "there is no " + r.Method + " " + r.URL.Path + " here"}.Write(w)
}
