package iam

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

type discovery struct {
	Issuer        string   `json:"issuer"`
	JWKSURI       string   `json:"jwks_uri"`
	TokenEndpoint string   `json:"token_endpoint"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	ResponseTypes []string `json:"response_types_supported"`
	SubjectTypes  []string `json:"subject_types_supported"`
}

func (s *service) discover(w http.ResponseWriter, r *http.Request) {
	issuer := s.issuer(r)
	reply.JSON(w, http.StatusOK, discovery{
		Issuer:        issuer,
		JWKSURI:       issuer + "/.well-known/jwks.json",
		TokenEndpoint: issuer + "/token",
		Algorithms:    []string{"EdDSA"},
		ResponseTypes: []string{"token"},
		SubjectTypes:  []string{"public"},
	})
}

func (s *service) jwks(w http.ResponseWriter, _ *http.Request) {
	set, err := s.keys.public()
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	reply.JSON(w, http.StatusOK, set)
}
