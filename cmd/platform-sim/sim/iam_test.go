package sim_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const grant = `{"tenant_id":"acme","sub":"jane","actor_type":"human","roles":["tenant_admin"],"scope":"mmm.decide mmm.read"}`

type minted struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	KeyID       string `json:"kid"`
}

func (m *mounted) mint(asked string) minted {
	m.t.Helper()
	got := m.do("POST", "/iam/token", asked)
	require.Equal(m.t, 200, got.status, "body: %s", got.body)
	var token minted
	got.into(&token)
	return token
}

func (m *mounted) jwks() jwk.Set {
	m.t.Helper()
	set, err := jwk.Parse(m.do("GET", "/iam/.well-known/jwks.json", nil).body)
	require.NoError(m.t, err)
	return set
}

// verify does what a resource server does: key by kid, algorithm, issuer, audience and times.
func (m *mounted) verify(token minted, at time.Time) (jwt.Token, error) {
	return jwt.Parse([]byte(token.AccessToken), jwt.WithKeySet(m.jwks()), jwt.WithIssuer(m.url+"/iam"),
		jwt.WithAudience("mmm-engine"), jwt.WithClock(jwt.ClockFunc(func() time.Time { return at })))
}

func TestAMintedTokenVerifiesAgainstThePublishedKeys(t *testing.T) {
	t.Parallel()
	m, now := mountAt(t, sim.Options{})

	got, err := m.verify(m.mint(grant), now)

	require.NoError(t, err)
	var tenantID, actorType, scope string
	var roles []any
	require.NoError(t, got.Get("tenant_id", &tenantID))
	require.NoError(t, got.Get("actor_type", &actorType))
	require.NoError(t, got.Get("scope", &scope))
	require.NoError(t, got.Get("roles", &roles))
	subject, _ := got.Subject()
	require.Equal(t, []string{"jane", "acme", "human", "mmm.decide mmm.read"}, []string{subject, tenantID, actorType, scope})
	require.Equal(t, []any{"tenant_admin"}, roles)
	expires, _ := got.Expiration()
	require.Equal(t, now.Add(time.Hour), expires.UTC())
	notBefore, _ := got.NotBefore()
	require.Equal(t, now, notBefore.UTC())
}

func TestATokenCanBeMintedExpiredOrForAnotherAudience(t *testing.T) {
	t.Parallel()
	m, now := mountAt(t, sim.Options{})

	_, err := m.verify(m.mint(`{"tenant_id":"a","sub":"b","expires_in":-60}`), now)
	require.ErrorIs(t, err, jwt.TokenExpiredError())
	_, err = m.verify(m.mint(`{"tenant_id":"a","sub":"b","aud":"other"}`), now)
	require.ErrorIs(t, err, jwt.InvalidAudienceError())
}

func TestABadGrantNamesEveryField(t *testing.T) {
	t.Parallel()
	m, _ := mountAt(t, sim.Options{})

	got := m.do("POST", "/iam/token", `{"actor_type":"robot","expires_in":90000}`)

	for _, path := range []string{"tenant_id", "sub", "actor_type", "expires_in"} {
		got.refused(422, path)
	}
	m.do("POST", "/iam/token", `{"tenant_id":1}`).refused(422, "tenant_id")
	require.Contains(t, m.do("POST", "/iam/token", `{"tenant":"a"}`).refused(422, "").Detail, "tenant")
	m.do("POST", "/iam/token", `nonsense`).refused(400, "")
	m.do("POST", "/iam/verify", `{"token":7}`).refused(422, "token")
	m.do("PUT", "/_sim/iam/form", `{"tenant_in":"path"}`).refused(422, "tenant_in")
}

func TestDiscoveryNamesTheIssuerAndItsKeys(t *testing.T) {
	t.Parallel()
	m, _ := mountAt(t, sim.Options{})
	var got map[string]any
	m.do("GET", "/iam/.well-known/openid-configuration", nil).into(&got)

	require.Equal(t, m.url+"/iam", got["issuer"])
	require.Equal(t, m.url+"/iam/.well-known/jwks.json", got["jwks_uri"])
	require.Equal(t, []any{"EdDSA"}, got["id_token_signing_alg_values_supported"])
}

func TestAGivenBaseURLIsTheIssuers(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{BaseURL: "http://sim.example:1/"})
	var got map[string]any
	m.do("GET", "/iam/.well-known/openid-configuration", nil).into(&got)

	require.Equal(t, "http://sim.example:1/iam", got["issuer"])
}

func TestAfterRotationTheNewKeySignsAndTheOldOneStillVerifiesUntilDropped(t *testing.T) {
	t.Parallel()
	m, now := mountAt(t, sim.Options{})
	before := m.mint(grant)
	rotated := m.do("POST", "/_sim/iam/rotate", nil)
	require.Equal(t, 201, rotated.status)
	var fresh struct {
		KeyID string `json:"kid"`
	}
	rotated.into(&fresh)
	after := m.mint(grant)

	require.Equal(t, fresh.KeyID, after.KeyID)
	require.NotEqual(t, before.KeyID, after.KeyID)
	require.Equal(t, 2, m.jwks().Len())
	_, err := m.verify(before, now)
	require.NoError(t, err)

	require.Equal(t, 204, m.do("DELETE", "/_sim/iam/keys/"+before.KeyID, nil).status)
	_, err = m.verify(before, now)
	require.Error(t, err)
	_, err = m.verify(after, now)
	require.NoError(t, err)
	m.do("DELETE", "/_sim/iam/keys/"+before.KeyID, nil).refused(404, "")
	m.do("DELETE", "/_sim/iam/keys/"+after.KeyID, nil).refused(409, "")
}

func TestPublishedKeysAreGivenOnesWithoutTheirPrivateHalf(t *testing.T) {
	t.Parallel()
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	first, second := mount(t, sim.Options{IAMKey: private}), mount(t, sim.Options{IAMKey: private})

	require.NotContains(t, string(first.do("GET", "/iam/.well-known/jwks.json", nil).body), `"d"`)
	key, _ := first.jwks().Key(0)
	algorithm, _ := key.Algorithm()
	require.Equal(t, jwa.EdDSA(), algorithm)
	require.Equal(t, first.mint(grant).KeyID, second.mint(grant).KeyID)
}

// asked asks about a token as a deployment without our keys does.
func (m *mounted) asked(token minted) answer {
	m.t.Helper()
	return m.do("POST", "/iam/verify", `{"token":"`+token.AccessToken+`"}`)
}

func TestTheIdentityServiceJudgesTheTokensItMinted(t *testing.T) {
	t.Parallel()
	m, now := mountAt(t, sim.Options{})
	until := now.Add(time.Hour).Format(time.RFC3339)
	good := m.mint(grant)
	for form, want := range map[string]string{
		"claim": `"sub":"jane","tenant_id":"acme"`, "sub_prefix": `"sub":"acme:jane"`, "sub_suffix": `"sub":"jane@acme"`,
	} {
		require.Equal(t, 200, m.do("PUT", "/_sim/iam/form", `{"tenant_in":"`+form+`"}`).status)
		got := m.asked(good)
		require.Equal(t, 200, got.status)
		require.JSONEq(t, `{`+want+`,"scope":["mmm.decide","mmm.read"],"roles":["tenant_admin"],"actor_type":"human","valid_until":"`+until+`"}`,
			string(got.body))
	}
	m.asked(m.mint(`{"tenant_id":"a","sub":"b","expires_in":-60}`)).refused(401, "")
	good.AccessToken += "x"
	m.asked(good).refused(401, "")
}

func TestTheIdentityServiceJudgesTwentyTokensASecond(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m := mount(t, sim.Options{Now: func() time.Time { return now }})
	good := m.mint(grant)
	for range 20 {
		require.Equal(t, 200, m.asked(good).status)
	}
	got := m.asked(good)
	got.refused(429, "")
	require.Equal(t, "1", got.header.Get("Retry-After"))
	now = now.Add(time.Second)
	require.Equal(t, 200, m.asked(good).status)
}
