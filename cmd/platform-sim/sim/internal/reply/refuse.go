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

// NotFound answers 404 for a path the service does not have.
func NotFound(w http.ResponseWriter, r *http.Request) {
	ProblemError{Status: http.StatusNotFound, Code: "NOT_FOUND", Detail: "there is no " + r.Method + " " + r.URL.Path + " here"}.Write(w)
}
