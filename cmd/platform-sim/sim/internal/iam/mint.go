package iam

import (
	"fmt"
	"net/http"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwt"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

type minted struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	KeyID       string `json:"kid"`
}

func (s *service) mint(w http.ResponseWriter, r *http.Request) {
	var asked grant
	if err := reply.Bind(w, r, &asked); err != nil {
		reply.Refuse(w, err)
		return
	}
	if err := asked.complete(); err != nil {
		reply.Refuse(w, err)
		return
	}
	answer, err := s.sign(&asked, s.issuer(r))
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	reply.JSON(w, http.StatusOK, answer)
}

func (s *service) sign(asked *grant, issuer string) (minted, error) {
	token, err := asked.token(issuer, s.now())
	if err != nil {
		return minted{}, err
	}
	key := s.keys.signing()
	signed, err := jwt.Sign(token, jwt.WithKey(jwa.EdDSA(), key))
	if err != nil {
		return minted{}, fmt.Errorf("sign the token: %w", err)
	}
	return minted{AccessToken: string(signed), TokenType: "Bearer", ExpiresIn: *asked.ExpiresIn, KeyID: keyID(key)}, nil
}
