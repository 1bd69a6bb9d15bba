package httpapi

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// maxBody holds unless the document allows an operation more (api.md, Rules).
const maxBody = 256 << 10

// firstRead is what is set aside for a body before any of it has arrived.
const firstRead = 16 << 10

// boundBody refuses bodies that are too large, by announcement or by arrival, and
// those that are not JSON by their own account.
func boundBody(o schema.Operation) echo.MiddlewareFunc {
	limit := o.MaxBytes
	if limit == 0 {
		limit = maxBody
	}
	required := o.Spec.RequestBody.Value.Required
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if (required || r.ContentLength != 0) && !isJSON(r.Header) {
				return problem.UnsupportedMediaType()
			}
			body := bounded(r.Body, limit)
			r.Body = body
			if r.ContentLength > limit {
				return refuseLarge(r, body)
			}
			return next(c)
		}
	}
}

// refuseLarge takes what is already on its way, unless the sender waits to be asked.
func refuseLarge(r *http.Request, body *boundedBody) error {
	if r.Header.Get("Expect") == "" {
		body.drain()
	}
	return problem.TooLarge()
}

func isJSON(header http.Header) bool {
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset := parameters["charset"]
	encoding := header.Get("Content-Encoding")
	return err == nil && kind == jsonType &&
		(charset == "" || strings.EqualFold(charset, "utf-8")) &&
		(encoding == "" || strings.EqualFold(encoding, "identity"))
}

// readBody answers the whole body.
func readBody(c echo.Context) ([]byte, error) {
	r := c.Request()
	var read bytes.Buffer
	read.Grow(int(min(max(r.ContentLength, 0), firstRead)) + bytes.MinRead)
	_, err := read.ReadFrom(r.Body)
	if body, ok := r.Body.(*boundedBody); ok && errors.Is(err, errBodyTooLarge) {
		return nil, refuseLarge(r, body)
	}
	if err != nil {
		return nil, problem.Malformed(err)
	}
	c.Set(bodyOf, read.Bytes())
	return read.Bytes(), nil
}

// readTree answers the body as a tree, with what is wrong with it as such.
func readTree(c echo.Context) (any, []fault.Problem, error) {
	body, err := readBody(c)
	if err != nil {
		return nil, nil, err
	}
	return treeOf(body)
}

func treeOf(body []byte) (any, []fault.Problem, error) {
	tree, problems, err := scan.Tree(body)
	if err != nil {
		return nil, nil, problem.Malformed(err)
	}
	return tree, problems, nil
}

// readShaped answers a small body that fits the named schema. Where the body may be
// missing, an empty one is the empty object.
func (s *server) readShaped(c echo.Context, shape string) (map[string]any, error) {
	body, err := readBody(c)
	if err != nil {
		return nil, err
	}
	if len(body) == 0 && c.Request().Header.Get("Content-Type") == "" {
		return map[string]any{}, nil
	}
	tree, problems, err := treeOf(body)
	if err != nil {
		return nil, err
	}
	problems = append(problems, s.contract.Check(shape, "", tree)...)
	if len(problems) > 0 {
		return nil, fault.InvalidInput(problems)
	}
	object, _ := tree.(map[string]any)
	return object, nil
}
