package channel

import (
	"errors"
	"net/http"

	"github.com/gowebpki/jcs"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// inspect checks a delivery in the order signature, fields, tenant: what nobody signed is not read. A refusal is a
// ProblemError that names every wrong field or header.
func (s *service) inspect(r *http.Request, f format) (arrival, error) {
	raw, err := reply.Bounded(r)
	if err != nil {
		return arrival{}, err
	}
	if err := s.signatures.check(r.Header, raw); err != nil {
		return arrival{}, err
	}
	body, err := decode(raw)
	if err != nil {
		return arrival{}, err
	}
	if wrong := append(f.check(body), checkIDs(r.Header)...); len(wrong) > 0 {
		return arrival{}, reply.Invalid("DELIVERY_INVALID", wrong...)
	}
	if r.Header.Get("X-Tenant-ID") != schema.Text(body, "tenant_id") {
		return arrival{}, foreign()
	}
	return arrived(r.Header.Get(headerID), f.surface, raw, body)
}

// decode wants an object that has one reading: with a member twice it has two.
func decode(raw []byte) (map[string]any, error) {
	body, err := schema.Decode(raw)
	if errors.Is(err, schema.ErrNotObject) {
		return nil, reply.Invalid("DELIVERY_INVALID", reply.FieldError{Path: "body", Message: "must be an object"})
	}
	if err != nil {
		return nil, err
	}
	if _, err := jcs.Transform(raw); err != nil {
		return nil, reply.Invalid("DELIVERY_INVALID", reply.FieldError{
			Path: "body", Message: "must have a canonical form (RFC 8785): no field twice, no broken text",
		})
	}
	return body, nil
}

func checkIDs(header http.Header) []reply.FieldError {
	var wrong []reply.FieldError
	id := header.Get(headerID)
	if message := schema.IsUUID(id); message != "" {
		wrong = append(wrong, reply.FieldError{Path: headerID, Message: message})
	}
	if header.Get("Idempotency-Key") != id {
		wrong = append(wrong, reply.FieldError{Path: "Idempotency-Key", Message: "must be the webhook-id"})
	}
	return wrong
}

func foreign() reply.ProblemError {
	return reply.ProblemError{
		Status: http.StatusForbidden, Code: "TENANT_MISMATCH", Detail: "X-Tenant-ID must be the body's tenant_id",
		Errors: []reply.FieldError{{Path: "X-Tenant-ID", Message: "must be the body's tenant_id"}},
	}
}
