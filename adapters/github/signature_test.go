package github_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/github"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	secret     = "It's a Secret to Everybody"
	signedBody = "Hello, World!"
	// signature is the example of GitHub's own manual for that secret and body.
	signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
)

func verify(key, header, body string) bool {
	return github.Source{}.Verify([]byte(key), ports.Delivery{Signature: header, Body: []byte(body)})
}

func sign(algorithm func() hash.Hash, key, body string) string {
	mac := hmac.New(algorithm, []byte(key))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestVerifyAcceptsWhatTheSecretSigned(t *testing.T) {
	t.Parallel()
	require.True(t, verify(secret, signature, signedBody))
	require.True(t, verify(secret, "sha256="+sign(sha256.New, secret, ""), ""), "an empty body can be signed")
}

func TestVerifyReadsHexDigitsOfEitherCase(t *testing.T) {
	t.Parallel()
	digits := strings.TrimPrefix(signature, "sha256=")
	require.True(t, verify(secret, "sha256="+strings.ToUpper(digits), signedBody))
	require.False(t, verify(secret, strings.ToUpper(signature), signedBody), "the prefix has one form")
}

func TestVerifyRefusesAnotherSecretAndAnotherBody(t *testing.T) {
	t.Parallel()
	require.False(t, verify(secret+"!", signature, signedBody))
	require.False(t, verify(secret, signature, signedBody+" "))
	require.False(t, verify(secret, signature, ""))
}

func TestVerifyRefusesEverythingUnderAnEmptySecret(t *testing.T) {
	t.Parallel()
	forged := "sha256=" + sign(sha256.New, "", signedBody)
	require.False(t, verify("", forged, signedBody))
	require.False(t, github.Source{}.Verify(nil, ports.Delivery{Signature: forged, Body: []byte(signedBody)}))
}

func TestVerifyRefusesMalformedHeaders(t *testing.T) {
	t.Parallel()
	digits := strings.TrimPrefix(signature, "sha256=")
	for name, header := range map[string]string{
		"missing":      "",
		"prefix only":  "sha256=",
		"no prefix":    digits,
		"truncated":    signature[:len(signature)-2],
		"odd length":   signature[:len(signature)-1],
		"too long":     signature + "00",
		"not hex":      "sha256=" + strings.Repeat("zz", sha256.Size),
		"leading gap":  "sha256= " + digits[1:],
		"sha1":         "sha1=" + sign(sha1.New, secret, signedBody),
		"sha1 renamed": "sha256=" + sign(sha1.New, secret, signedBody),
		"sha1 prefix":  "sha1=" + digits,
	} {
		require.False(t, verify(secret, header, signedBody), name)
	}
}
