package eris

import (
	"errors"
	"net/http"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

type acknowledgement struct {
	ReceiptID  string    `json:"receipt_id"`
	Status     string    `json:"status"`
	Signature  string    `json:"signature_verification_status"`
	AcceptedAt time.Time `json:"timestamp"`
}

// single answers 201 to a new receipt and 200, with the same body, to its repeat.
func (s *service) single(w http.ResponseWriter, r *http.Request) {
	body, err := reply.Bounded(r)
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	accepted, repeated, err := s.ingest(r, body)
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	status := http.StatusCreated
	if repeated {
		status = http.StatusOK
	}
	reply.JSON(w, status, accepted)
}

func (s *service) ingest(r *http.Request, body []byte) (acknowledgement, bool, error) {
	object, err := schema.Decode(body)
	if errors.Is(err, schema.ErrNotObject) {
		return acknowledgement{}, false, reply.Invalid("RECEIPT_INVALID", reply.FieldError{Path: "body", Message: "must be an object"})
	}
	if err != nil {
		return acknowledgement{}, false, err
	}
	checked, err := s.inspect(r.Context(), body, object, r.Header.Get("X-Tenant-ID"), s.keys)
	if err != nil {
		return acknowledgement{}, false, err
	}
	at, repeated, err := s.ledger.accept(checked, s.now())
	if err != nil {
		return acknowledgement{}, false, err
	}
	return acknowledgement{
		ReceiptID: schema.Text(object, "receipt_id"), Status: "accepted", Signature: "verified", AcceptedAt: at.UTC(),
	}, repeated, nil
}
