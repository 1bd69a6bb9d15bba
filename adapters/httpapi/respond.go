package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/ports"
)

const jsonType = "application/json"

// respond writes a document without touching its text: the bytes of a receipt must
// arrive as they were signed, so nothing is escaped for HTML.
func respond(c echo.Context, status int, mediaType string, answer any) error {
	body, err := encoded(answer)
	if err != nil {
		return err
	}
	return blob(c, status, mediaType, body)
}

// encoded answers one line of JSON, its end included.
func encoded(answer any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return nil, fmt.Errorf("encode the answer: %w", err)
	}
	return body.Bytes(), nil
}

func ok(c echo.Context, answer any) error { return respond(c, http.StatusOK, jsonType, answer) }

func blob(c echo.Context, status int, mediaType string, body []byte) error {
	if err := c.Blob(status, mediaType, body); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

func nothing(c echo.Context) error {
	if err := c.NoContent(http.StatusNoContent); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// promise lets the caller ask later reads for at least this state (api.md, Read-your-writes).
func promise(c echo.Context, token ports.Token) {
	if token != "" {
		c.Response().Header().Set(consistencyHeader, string(token))
	}
}

// stampCommitted tells what the caller may do with the answer to a command.
func stampCommitted(c echo.Context, done command.Committed) {
	promise(c, done.Token)
	if done.Replayed {
		c.Response().Header().Set("Idempotency-Replayed", "true")
	}
}

// each renders a list; an empty one is a list too, never null.
func each[T, A any](list []T, render func(T) A) []A {
	answers := make([]A, len(list))
	for i, item := range list {
		answers[i] = render(item)
	}
	return answers
}
