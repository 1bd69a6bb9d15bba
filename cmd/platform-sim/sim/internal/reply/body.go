package reply

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// Read returns the whole body, of at most limit bytes. A longer one is a 413 ProblemError, an unreadable one a 400.
func Read(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, ProblemError{
			Status: http.StatusRequestEntityTooLarge, Code: "TOO_LARGE", Detail: "the body is too large: send less at once",
		}
	}
	if err != nil {
		return nil, ProblemError{Status: http.StatusBadRequest, Code: "UNREADABLE", Detail: "the body could not be read to its end"}
	}
	return body, nil
}

// Bounded reads a body that the stage has already bounded.
func Bounded(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, Malformed("the body could not be read")
	}
	return body, nil
}

// Bind decodes a control request strictly: one JSON object, no unknown fields. Each error is a ProblemError that names the field.
func Bind(w http.ResponseWriter, r *http.Request, into any) error {
	const limit = 64 << 10
	body, err := Read(w, r, limit)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return bindProblem(err)
	}
	if decoder.More() {
		return Malformed("the body must be one JSON object and nothing after it")
	}
	return nil
}

// Malformed is a 400 for a body that is not JSON.
func Malformed(detail string) ProblemError {
	return ProblemError{Status: http.StatusBadRequest, Code: "MALFORMED_JSON", Detail: detail}
}

func bindProblem(err error) ProblemError {
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
		return Invalid("INVALID", FieldError{Path: wrong.Field, Message: "must be of type " + wrong.Type.String()})
	}
	if wrong := new(json.SyntaxError); errors.As(err, &wrong) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Malformed("the body must be a JSON object")
	}
	// What is left is an unknown field, which the decoder's message names.
	return ProblemError{Status: http.StatusUnprocessableEntity, Code: "INVALID", Detail: err.Error()}
}
