package problem

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// MediaType of a problem.
const MediaType = "application/problem+json"

const (
	// maxErrors bounds an answer; a body of a quarter megabyte can hold far more mistakes.
	maxErrors = 200
	// maxPath is longer than any path of a document that fits.
	maxPath = 512
)

// Of answers the problem of an error. The instance is the path that was asked, the
// trace may be empty. Only a fault's own message and problems are told: causes stay inside.
func Of(err error, instance, trace string) openapi.Problem {
	kind := kindOf(err)
	answer := openapi.Problem{
		Type: kind.TypeOf(), Title: kind.Title, Status: kind.Status, Detail: kind.Detail, Code: kind.Code,
		Instance: instance, TraceId: trace, Retryable: kind.Retryable,
	}
	told, ok := errors.AsType[*fault.Error](err)
	if !ok || told.Kind == fault.Internal || answer.Status != ofFault(told.Kind).Status {
		return answer
	}
	if told.Code != "" {
		answer.Code = told.Code
	}
	if told.Message != "" {
		answer.Detail = told.Message
	}
	answer.Errors = Fields(told.Problems)
	return answer
}

// Fields renders problems as they may be told.
func Fields(problems []fault.Problem) []openapi.FieldProblem {
	told := Told(problems)
	fields := make([]openapi.FieldProblem, len(told))
	for i, p := range told {
		fields[i] = openapi.FieldProblem{Path: p.Path, Message: p.Message}
	}
	return fields
}

// Told answers problems as they may be told, and kept to be told again: the first of each
// path, bounded in number and length, without names that look like a secret. What it
// answered stays as it is.
func Told(problems []fault.Problem) []fault.Problem {
	told := make([]fault.Problem, 0, min(len(problems), maxErrors))
	known := make(map[string]bool, cap(told))
	for _, p := range problems {
		path := tellable(p.Path)
		if known[path] {
			continue
		}
		if len(told) == maxErrors {
			return append(told, fault.Problem{Message: "there are more problems than can be listed"})
		}
		known[path] = true
		told = append(told, fault.Problem{Path: path, Message: p.Message})
	}
	return told
}

// tellable keeps names that the sender chose from repeating a secret or flooding
// the answer.
func tellable(path string) string {
	if credential.In(path) {
		return "(a name that looks like a credential)"
	}
	if len(path) > maxPath {
		return strings.ToValidUTF8(path[:maxPath], "") + "…"
	}
	return path
}

// SetHeaders adds what a problem's status demands beside its body, and keeps what
// a handler has set before.
func SetHeaders(header http.Header, err error) {
	kind := kindOf(err)
	if kind.Status == http.StatusUnauthorized && header.Get("WWW-Authenticate") == "" {
		header.Set("WWW-Authenticate", `Bearer realm="mmm-engine"`)
	}
	if kind.Retryable {
		header.Set("Retry-After", strconv.Itoa(retryAfter(err)))
	}
}

// retryAfter answers whole seconds, at least one.
func retryAfter(err error) int {
	told, ok := errors.AsType[*fault.Error](err)
	if !ok || told.RetryAfter <= 0 {
		return 1
	}
	return int(math.Ceil(min(told.RetryAfter, time.Hour).Seconds()))
}
