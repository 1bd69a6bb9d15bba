package iam

import (
	"encoding/base64"
	"strings"
)

// compact is a token taken apart. Nothing in it can be trusted before its
// signature was verified.
type compact struct {
	header  header
	payload object
}

// header is what a token says about its signature.
type header struct {
	algorithm, kid, typ string
	// extended is set when the token demands more of its reader than plain JWS.
	extended bool
}

// split takes a compact JWS apart. It is strict where decoders are lenient
// (padding, spare bits, repeated names), so that one token has one spelling.
func split(token string) (compact, error) {
	segments := strings.Split(token, ".")
	if len(segments) != 3 || segments[2] == "" {
		return compact{}, errForm
	}
	var decoded [3][]byte
	for i, segment := range segments {
		text, err := base64.RawURLEncoding.Strict().DecodeString(segment)
		if err != nil || strings.ContainsAny(segment, "\r\n") {
			return compact{}, errForm
		}
		decoded[i] = text
	}
	said, err := parseObject(decoded[0])
	if err != nil {
		return compact{}, errForm
	}
	payload, err := parseObject(decoded[1])
	if err != nil {
		return compact{}, errClaims
	}
	return compact{header: headerOf(said), payload: payload}, nil
}

func headerOf(said object) header {
	return header{
		algorithm: said.text("alg"), kid: said.text("kid"), typ: said.text("typ"),
		extended: said.has("crit") || said.has("b64") || said.has("zip"),
	}
}

// check refuses what no key could make good. A key is never taken from the header
// itself (jwk, jku, x5u): those members are not read.
func (h header) check() error {
	if !allowed(h.algorithm) {
		return errAlgorithm
	}
	if h.extended {
		return errExtension
	}
	switch strings.TrimPrefix(strings.ToLower(h.typ), "application/") {
	case "", "jwt", "at+jwt":
	default:
		return errType
	}
	if h.kid == "" {
		return errUnknownKey
	}
	return nil
}
