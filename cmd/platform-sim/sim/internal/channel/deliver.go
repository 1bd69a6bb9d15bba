package channel

import (
	"errors"
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

type acknowledgement struct {
	Status    string `json:"status"`
	WebhookID string `json:"webhook_id"`
}

// deliver answers 202 to a new delivery and 200 to its repeat.
func (s *service) deliver(f format) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, status, err := s.take(r, f)
		if err != nil {
			s.record.refuse(codeOf(err))
			reply.Refuse(w, err)
			return
		}
		reply.JSON(w, status, answer)
	}
}

func (s *service) take(r *http.Request, f format) (acknowledgement, int, error) {
	arrived, err := s.inspect(r, f)
	if err != nil {
		return acknowledgement{}, 0, err
	}
	repeated, err := s.record.accept(arrived, s.now())
	if err != nil {
		return acknowledgement{}, 0, err
	}
	if repeated {
		return acknowledgement{Status: "repeated", WebhookID: arrived.WebhookID}, http.StatusOK, nil
	}
	return acknowledgement{Status: "accepted", WebhookID: arrived.WebhookID}, http.StatusAccepted, nil
}

func codeOf(err error) string {
	if problem := (reply.ProblemError{}); errors.As(err, &problem) {
		return problem.Code
	}
	return "INTERNAL"
}
