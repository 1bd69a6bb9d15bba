package iam

import (
	"errors"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Why a token is refused: for the log, never for the caller, who might be probing.
var (
	errLength     = errors.New("the token is empty or longer than 8 KiB")
	errForm       = errors.New("the token is not a compact JWS")
	errType       = errors.New("the token's typ is not an access token's")
	errExtension  = errors.New("the token's header demands an extension")
	errAlgorithm  = errors.New("the token's alg is not EdDSA, RS256 or ES256, or not its key's")
	errUnknownKey = errors.New("the token's kid is not among the keys")
	errSignature  = errors.New("the token's signature is not its key's")
	errClaims     = errors.New("the token's claims are not the object that they should be")
	errTime       = errors.New("the token has expired, is not valid yet, or does not say until when")
	errIssuer     = errors.New("the token's iss is not the configured one")
	errAudience   = errors.New("the token's aud does not name this service")
	errTenant     = errors.New("the token's tenant_id is missing or cannot name a tenant")
	errSubject    = errors.New("the token's sub is missing or cannot name an actor")
	errActorType  = errors.New("the token's actor_type is not human or ai_agent")
	errRefused    = errors.New("the identity service refuses the token")
	errGrants     = errors.New("the token's roles or scope are not lists of words")
)

// refuse makes the one answer to every bad token.
func refuse(why error) error {
	return fault.Wrap(fault.Unauthenticated, "TOKEN_INVALID",
		"present a valid bearer token: it is missing, malformed, expired, or not meant for this service", why)
}

func unavailable(why error) error {
	return fault.Wrap(fault.Unavailable, "IAM_UNAVAILABLE",
		"tokens cannot be verified just now because the identity service's keys cannot be had; try again", why)
}
