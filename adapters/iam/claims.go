package iam

import (
	"encoding/json"
	"slices"
	"time"
)

// leeway is how far the issuer's clock may be from ours (downstream.md, IAM).
const leeway = 30 * time.Second

// lastMoment bounds times to four-digit years; beyond, arithmetic could overflow.
const lastMoment = 253_402_300_799

// claims are what a verified token says.
type claims struct {
	object

	expires time.Time
	// notBefore and issuedAt are zero when the token does not say.
	notBefore, issuedAt time.Time
}

func parseClaims(payload object) (claims, error) {
	said := claims{object: payload}
	for name, moment := range map[string]*time.Time{"exp": &said.expires, "nbf": &said.notBefore, "iat": &said.issuedAt} {
		if !payload.has(name) {
			continue
		}
		at, ok := numericDate(payload[name])
		if !ok {
			return claims{}, errTime
		}
		*moment = at
	}
	return said, nil
}

// numericDate reads seconds since 1970, as RFC 7519 writes times. Fractions are cut.
func numericDate(text json.RawMessage) (time.Time, bool) {
	var seconds *float64
	if json.Unmarshal(text, &seconds) != nil || seconds == nil || *seconds <= 0 || *seconds > lastMoment {
		return time.Time{}, false
	}
	return time.Unix(int64(*seconds), 0).UTC(), true
}

// refusedFrom is from when the token has expired for us.
func (c claims) refusedFrom() time.Time { return c.expires.Add(leeway) }

// check refuses tokens that are not for now or not for us.
func (e Expected) check(said claims, now time.Time) error {
	switch {
	// A token that does not say until when has expired since the year 1.
	case !now.Before(said.refusedFrom()):
		return errTime
	case now.Before(said.notBefore.Add(-leeway)), now.Before(said.issuedAt.Add(-leeway)):
		return errTime
	case e.Issuer != "" && said.text("iss") != e.Issuer:
		return errIssuer
	case e.Audience != "" && !slices.Contains(said.audience(), e.Audience):
		return errAudience
	}
	return nil
}

// audience answers aud, which may be one name or a list.
func (c claims) audience() []string {
	if one := c.text("aud"); one != "" {
		return []string{one}
	}
	all, _ := c.words("aud")
	return all
}
