package iam

import (
	"errors"
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

func (s *service) rotate(w http.ResponseWriter, _ *http.Request) {
	kid, err := s.keys.rotate()
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	reply.JSON(w, http.StatusCreated, map[string]string{"kid": kid})
}

func (s *service) drop(w http.ResponseWriter, r *http.Request) {
	err := s.keys.drop(r.PathValue("kid"))
	switch {
	case errors.Is(err, errUnknownKey):
		reply.ProblemError{Status: http.StatusNotFound, Code: "UNKNOWN_KEY", Detail: "kid is not one of the published keys"}.Write(w)
	case errors.Is(err, errSigningKey):
		reply.ProblemError{Status: http.StatusConflict, Code: "SIGNING_KEY", Detail: err.Error()}.Write(w)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}
