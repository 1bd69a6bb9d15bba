package eris

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// inspect checks a receipt in the order schema, tenant, signature and returns what the chain needs. A refusal is a ProblemError
// that names the field. Chain trouble is no refusal.
func (s *service) inspect(ctx context.Context, raw []byte, object map[string]any, tenantID string, keys KeyFunc) (receipt, error) {
	if wrong := s.checkReceipt(object); len(wrong) > 0 {
		return receipt{}, reply.Invalid("RECEIPT_INVALID", wrong...)
	}
	if err := checkTenant(object, tenantID); err != nil {
		return receipt{}, err
	}
	whole, err := verify(ctx, raw, object, keys)
	if err != nil {
		return receipt{}, err
	}
	return rehydrate(object, sha256.Sum256(whole)), nil
}

func checkTenant(object map[string]any, header string) error {
	tenantID := schema.Text(object, "tenant_id")
	if header != tenantID {
		return reply.ProblemError{
			Status: http.StatusForbidden, Code: "TENANT_MISMATCH", Detail: "X-Tenant-ID must be the receipt's tenant_id",
			Errors: []reply.FieldError{{Path: "X-Tenant-ID", Message: "must be the receipt's tenant_id"}},
		}
	}
	inputs, _ := object["inputs"].(map[string]any)
	if schema.Text(inputs, "tenant_id") != tenantID {
		return reply.Invalid("RECEIPT_INVALID", reply.FieldError{Path: "inputs.tenant_id", Message: "must be the receipt's tenant_id"})
	}
	return nil
}

// verify checks the signature and returns the canonical bytes, signature included.
func verify(ctx context.Context, raw []byte, object map[string]any, keys KeyFunc) ([]byte, error) {
	written := schema.Text(object, "signature")
	parsed, err := parseSignature(written)
	if err != nil {
		return nil, unsigned("signature", err.Error())
	}
	if parsed.kid != schema.Text(object, "kid") {
		return nil, unsigned("kid", "must be the kid in the signature")
	}
	key, err := keys(ctx, parsed.kid)
	if errors.Is(err, ErrUnknownKey) {
		return nil, unsigned("kid", "is not among the keys the engine publishes")
	}
	if err != nil {
		return nil, keysUnavailable()
	}
	whole, signed, err := canonical(raw, written)
	if err != nil {
		return nil, unsigned("signature", "cannot be checked: the receipt has no canonical form (RFC 8785)")
	}
	if !ed25519.Verify(key, signed, parsed.raw) {
		return nil, unsigned("signature", "does not verify over the receipt's canonical form without it")
	}
	return whole, nil
}

func unsigned(path, message string) error {
	return reply.Invalid("SIGNATURE_INVALID", reply.FieldError{Path: path, Message: message})
}

// keysUnavailable is an outage rather than a verdict: the caller tries again.
func keysUnavailable() reply.ProblemError {
	return reply.ProblemError{
		Status: http.StatusServiceUnavailable, Code: "KEYS_UNAVAILABLE",
		Detail: "the engine's public keys cannot be had now: see that it serves them at the keys URL, then try again",
	}
}
