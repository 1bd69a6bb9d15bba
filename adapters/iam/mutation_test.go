package iam_test

import (
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// bench is an issuer with keys of every allowed kind, and some it should not have.
type bench struct {
	t              *testing.T
	service        *issuer
	ed, rsa, ec    pair
	stranger       pair
	shortRSA, p384 pair
	good           string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{
		t: t, service: newIssuer(t), ed: edPair(t, "ed"), rsa: rsaPair(t, "rsa", 2048),
		ec: ecPair(t, "ec", elliptic.P256(), "ES256"), stranger: edPair(t, "ed"),
		shortRSA: rsaPair(t, "short", 1024), p384: ecPair(t, "p384", elliptic.P384(), "ES384"),
	}
	b.service.publish(
		b.ed.jwk(t, nil), b.rsa.jwk(t, nil), b.ec.jwk(t, nil), b.shortRSA.jwk(t, nil), b.p384.jwk(t, nil),
		pairAs(b.ed, "encrypts").jwk(t, map[string]any{"use": "enc"}),
		pairAs(b.rsa, "pss").jwk(t, map[string]any{"alg": "PS256"}),
		map[string]any{"kty": "oct", "kid": "secret", "k": base64.RawURLEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))},
	)
	b.good = b.ed.sign(t, b.ed.header(), b.service.claims())
	return b
}

func pairAs(p pair, id string) pair { p.id = id; return p }

// with signs good claims with some changed; nil takes one away.
func (b *bench) with(changes map[string]any) string {
	return b.ed.sign(b.t, b.ed.header(), changed(b.service.claims(), changes))
}

func (b *bench) headed(by pair, changes map[string]any) string {
	return by.sign(b.t, changed(by.header(), changes), b.service.claims())
}

func changed(members, changes map[string]any) map[string]any {
	result := maps.Clone(members)
	for name, value := range changes {
		if value == nil {
			delete(result, name)
			continue
		}
		result[name] = value
	}
	return result
}

// null stays in the document where nil takes the member away.
var null = json.RawMessage("null")

func TestNoMutationOfATokenVerifies(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	tokens := b.service.tokens(t)
	_, err := tokens.Verify(t.Context(), b.good)
	require.NoError(t, err, "the unchanged token must verify, or this test shows nothing")

	mutations := map[string]string{}
	for kind, made := range map[string]map[string]string{
		"algorithm": b.algorithms(), "key": b.keys(), "time": b.times(), "audience": b.audiences(),
		"claims": b.claimsOf(), "form": b.forms(), "bytes": b.bytes(),
	} {
		for name, token := range made {
			mutations[kind+": "+name] = token
		}
	}
	require.GreaterOrEqual(t, len(mutations), 200, "reliability.md asks for at least 200")
	for name, token := range mutations {
		require.NotEqual(t, b.good, token, name)
		_, err := tokens.Verify(t.Context(), token)
		require.True(t, fault.Is(err, fault.Unauthenticated), "%s: %v", name, err)
	}
}

func (b *bench) algorithms() map[string]string {
	made := map[string]string{}
	for _, by := range []pair{b.ed, b.rsa, b.ec} {
		for _, algorithm := range []string{
			"none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
			"ES256", "ES384", "ES512", "ES256K", "EdDSA", "eddsa", "Ed25519", "Ed448", "rs256", "RS256 ", "dir", "RSA-OAEP",
		} {
			if algorithm != by.algorithm {
				made[by.algorithm+" key says "+algorithm] = b.headed(by, map[string]any{"alg": algorithm})
			}
		}
		made[by.algorithm+" without alg"] = b.headed(by, map[string]any{"alg": nil})
		made[by.algorithm+" with alg null"] = b.headed(by, map[string]any{"alg": null})
		made[by.algorithm+" with alg list"] = b.headed(by, map[string]any{"alg": []string{by.algorithm}})
		made[by.algorithm+" unsigned"] = encoded(b.t, map[string]any{"alg": "none", "kid": by.id}) + "." + encoded(b.t, b.service.claims()) + "."
		for secret, bytes := range b.publicSecrets(by) {
			made[by.algorithm+" public key as HMAC secret, "+secret] = b.hmac(by.id, bytes)
		}
	}
	made["HMAC with a published secret"] = b.hmac("secret", []byte("0123456789abcdef0123456789abcdef"))
	return made
}

// publicSecrets are what an attacker would try as the HMAC secret.
func (b *bench) publicSecrets(of pair) map[string][]byte {
	der, err := x509.MarshalPKIXPublicKey(of.private.Public())
	require.NoError(b.t, err)
	document, err := json.Marshal(of.jwk(b.t, nil))
	require.NoError(b.t, err)
	return map[string][]byte{
		"der": der, "pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "jwk": document, "empty": {},
	}
}

func (b *bench) hmac(id string, secret []byte) string {
	input := encoded(b.t, map[string]any{"alg": "HS256", "kid": id, "typ": "JWT"}) + "." + encoded(b.t, b.service.claims())
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (b *bench) keys() map[string]string {
	own := b.stranger.jwk(b.t, nil)
	return map[string]string{
		"another key under the id":   b.headed(b.stranger, nil),
		"unknown id":                 b.headed(b.ed, map[string]any{"kid": "nobody"}),
		"no id":                      b.headed(b.ed, map[string]any{"kid": nil}),
		"empty id":                   b.headed(b.ed, map[string]any{"kid": ""}),
		"id null":                    b.headed(b.ed, map[string]any{"kid": null}),
		"id as number":               b.headed(b.ed, map[string]any{"kid": 1}),
		"id in other case":           b.headed(b.ed, map[string]any{"kid": "ED"}),
		"id with space":              b.headed(b.ed, map[string]any{"kid": "ed "}),
		"id as path":                 b.headed(b.ed, map[string]any{"kid": "../ed"}),
		"id of the RSA key":          b.headed(b.ed, map[string]any{"kid": "rsa"}),
		"id of the EC key":           b.headed(b.ed, map[string]any{"kid": "ec"}),
		"own key in jwk":             b.headed(b.stranger, map[string]any{"jwk": own}),
		"own key in jwk without id":  b.headed(b.stranger, map[string]any{"jwk": own, "kid": nil}),
		"own key at jku":             b.headed(b.stranger, map[string]any{"jku": b.service.URL + "/jwks"}),
		"own key at x5u":             b.headed(b.stranger, map[string]any{"x5u": b.service.URL + "/jwks"}),
		"own key in x5c":             b.headed(b.stranger, map[string]any{"x5c": []string{"MIIB"}}),
		"a short RSA key":            b.headed(b.shortRSA, nil),
		"a P-384 key":                b.headed(b.p384, nil),
		"a P-384 key says ES256":     b.headed(b.p384, map[string]any{"alg": "ES256"}),
		"a key for encryption":       b.headed(pairAs(b.ed, "encrypts"), nil),
		"a key for PS256":            b.headed(pairAs(b.rsa, "pss"), nil),
		"critical extension":         b.headed(b.ed, map[string]any{"crit": []string{"exp"}}),
		"empty critical list":        b.headed(b.ed, map[string]any{"crit": []string{}}),
		"unencoded payload":          b.headed(b.ed, map[string]any{"b64": false, "crit": []string{"b64"}}),
		"b64 true":                   b.headed(b.ed, map[string]any{"b64": true}),
		"compressed":                 b.headed(b.ed, map[string]any{"zip": "DEF"}),
		"type JWE":                   b.headed(b.ed, map[string]any{"typ": "JWE"}),
		"type logout":                b.headed(b.ed, map[string]any{"typ": "logout+jwt"}),
		"type proof of possession":   b.headed(b.ed, map[string]any{"typ": "dpop+jwt"}),
		"header with a name twice":   b.ed.sign(b.t, `{"alg":"EdDSA","kid":"nobody","kid":"ed"}`, b.service.claims()),
		"header with alg twice":      b.ed.sign(b.t, `{"alg":"none","alg":"EdDSA","kid":"ed"}`, b.service.claims()),
		"header names in other case": b.ed.sign(b.t, `{"ALG":"EdDSA","KID":"ed"}`, b.service.claims()),
	}
}

func (b *bench) times() map[string]string {
	now := b.service.clock.Now().Unix()
	made := map[string]string{"no exp": b.with(map[string]any{"exp": nil})}
	for _, name := range []string{"exp", "nbf", "iat"} {
		for form, value := range map[string]any{
			"null": null, "text": strconv.FormatInt(now+3600, 10), "date": "2027-01-01T00:00:00Z", "bool": true, "list": []int64{now},
			"object": map[string]int64{"at": now}, "zero": 0, "negative": -1, "huge": json.RawMessage("1e300"),
			"beyond a double": json.RawMessage("1e400"), "after the year 9999": 253_402_300_800, "empty": "",
		} {
			made[name+" "+form] = b.with(map[string]any{name: value})
		}
	}
	for _, age := range []int64{30, 31, 60, 3600, 86_400, 31_536_000} {
		made[fmt.Sprintf("expired %d s ago", age)] = b.with(map[string]any{"exp": now - age})
	}
	for _, ahead := range []int64{31, 60, 3600, 86_400} {
		made[fmt.Sprintf("valid in %d s", ahead)] = b.with(map[string]any{"nbf": now + ahead})
		made[fmt.Sprintf("issued in %d s", ahead)] = b.with(map[string]any{"iat": now + ahead})
	}
	made["exp in milliseconds"] = b.with(map[string]any{"exp": now * 1000})
	made["EXP for exp"] = b.with(map[string]any{"exp": nil, "EXP": now + 3600})
	return made
}

func (b *bench) audiences() map[string]string {
	made := map[string]string{}
	for name, values := range map[string][]any{
		"aud": {
			nil, null, "", "other", "MMM-ENGINE", "mmm-engine ", "mmm-engine2", "mmm", "*", 1, true, []string{}, []string{"other"},
			[]any{"mmm-engine", 1}, []any{"mmm-engine", nil}, map[string]string{"mmm-engine": "mmm-engine"}, "mmm-engine other", []any{[]string{"mmm-engine"}},
		},
		"iss": {
			nil, null, "", "https://evil.example", b.service.URL + "/", strings.ToUpper(b.service.URL), b.service.URL + ".evil.example",
			1, []string{b.service.URL}, "mmm-engine-dev",
		},
	} {
		for i, value := range values {
			made[fmt.Sprintf("%s %d %v", name, i, value)] = b.with(map[string]any{name: value})
		}
	}
	made["AUD for aud"] = b.with(map[string]any{"aud": nil, "AUD": "mmm-engine"})
	made["ISS for iss"] = b.with(map[string]any{"iss": nil, "ISS": b.service.URL})
	return made
}

func (b *bench) claimsOf() map[string]string {
	made := map[string]string{}
	for name, values := range map[string][]any{
		"tenant_id":  {nil, null, "", " acme", "acme ", "a b", "../acme", "acme\n", "-acme", "acme/other", strings.Repeat("a", 129), 1, true, []string{"acme"}, "acme,other"},
		"sub":        {nil, null, "", " ", " ada", "ada\n", "ada\x00", "a\u0007", strings.Repeat("a", 257), 1, true, []string{"ada"}, map[string]string{"id": "ada"}},
		"actor_type": {null, "", "service", "robot", "HUMAN", "Human", 1, true, []string{"human"}},
		"roles":      {null, "tenant_admin", 1, true, map[string]bool{"tenant_admin": true}, []any{1}, []any{nil}, []any{"tenant_admin", 1}, []any{[]string{"x"}}},
		"scope":      {null, 1, true, map[string]bool{"mmm.decide": true}, []any{1}, []any{nil}, []any{"mmm.decide", 1}},
	} {
		for i, value := range values {
			made[fmt.Sprintf("%s %d %q", name, i, fmt.Sprint(value))] = b.with(map[string]any{name: value})
		}
	}
	made["TENANT_ID for tenant_id"] = b.with(map[string]any{"tenant_id": nil, "TENANT_ID": "acme"})
	made["Sub for sub"] = b.with(map[string]any{"sub": nil, "Sub": "ada"})
	good, err := json.Marshal(b.service.claims())
	require.NoError(b.t, err)
	made["tenant_id twice"] = b.ed.sign(b.t, b.ed.header(), strings.TrimSuffix(string(good), "}")+`,"tenant_id":"other"}`)
	made["two objects"] = b.ed.sign(b.t, b.ed.header(), string(good)+string(good))
	made["a list"] = b.ed.sign(b.t, b.ed.header(), "["+string(good)+"]")
	for _, text := range []string{"", "null", "{}", `"x"`, "[]", "1", "{", string(good[:len(good)-1])} {
		made["payload "+text] = b.ed.sign(b.t, b.ed.header(), text)
	}
	return made
}

func (b *bench) forms() map[string]string {
	parts := strings.Split(b.good, ".")
	head, body, signature := parts[0], parts[1], parts[2]
	other := strings.Split(b.with(map[string]any{"sub": "eve", "tenant_id": "other"}), ".")
	return map[string]string{
		"empty": "", "a dot": ".", "two dots": "..", "one part": head, "two parts": head + "." + body,
		"no signature": head + "." + body + ".", "four parts": b.good + ".x", "five parts": b.good + ".x.y",
		"bearer in front": "Bearer " + b.good, "space in front": " " + b.good, "space behind": b.good + " ", "newline behind": b.good + "\n",
		"newline inside": head + "\n." + body + "." + signature, "padded": b.good + "=", "doubly padded": b.good + "==",
		"another's payload": head + "." + other[1] + "." + signature, "another's signature": head + "." + body + "." + other[2],
		"parts swapped": body + "." + head + "." + signature, "spare bits set": head + "." + body + "." + spareBits(signature),
		"twice": b.good + b.good, "in quotes": `"` + b.good + `"`, "as JSON": `{"payload":"` + body + `","protected":"` + head + `","signature":"` + signature + `"}`,
		"JSON header in the open": `{"alg":"EdDSA","kid":"ed"}.` + body + "." + signature,
		"longer than allowed":     b.with(map[string]any{"pad": strings.Repeat("x", 9000)}),
		"nested":                  b.ed.sign(b.t, changed(b.ed.header(), map[string]any{"cty": "JWT"}), b.good),
		"standard alphabet":       strings.NewReplacer("-", "+", "_", "/").Replace(b.good) + "+",
		"empty header":            "." + body + "." + signature, "empty payload": head + ".." + signature,
	}
}

// spareBits sets bits of the last character that carry nothing: a lenient decoder
// would read the same signature.
func spareBits(signature string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, signature[len(signature)-1])
	return signature[:len(signature)-1] + string(alphabet[last|1])
}

// bytes flips a character here and there, over the whole token.
func (b *bench) bytes() map[string]string {
	made := map[string]string{}
	for at := 0; at < len(b.good); at += len(b.good)/100 + 1 {
		flipped := []byte(b.good)
		flipped[at] ^= 1
		made[fmt.Sprintf("flipped at %d", at)] = string(flipped)
		made[fmt.Sprintf("cut at %d", at)] = b.good[:at]
	}
	return made
}
