package signing_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/signing"
)

// The example key of RFC 8037, appendix A.
const (
	rfcSeed       = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
	rfcX          = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
	rfcThumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
)

type published struct {
	Keys []map[string]string `json:"keys"`
}

func keySet(t *testing.T, keys *signing.Keys) published {
	t.Helper()
	var set published
	require.NoError(t, json.Unmarshal(keys.PublicKeys(), &set))
	return set
}

func parse(t *testing.T, text string) *signing.Keys {
	t.Helper()
	keys, err := signing.Parse(text)
	require.NoError(t, err)
	return keys
}

func seedOf(fill byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, ed25519.SeedSize))
}

func pemOf(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func pemOfSeed(t *testing.T, seed string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(seed)
	require.NoError(t, err)
	return pemOf(t, ed25519.NewKeyFromSeed(raw))
}

func TestTheKeyOfRFC8037IsPublishedAsItSays(t *testing.T) {
	t.Parallel()
	keys := parse(t, rfcSeed)
	want := map[string]string{
		"kty": "OKP", "crv": "Ed25519", "x": rfcX, "kid": rfcThumbprint, "use": "sig", "alg": "EdDSA",
	}
	require.Equal(t, []map[string]string{want}, keySet(t, keys).Keys)
	require.Equal(t, rfcThumbprint, keys.SigningKey().ID)
}

func TestWhatIsSignedVerifiesWithThePublishedKey(t *testing.T) {
	t.Parallel()
	generated, err := signing.Generate()
	require.NoError(t, err)
	for _, keys := range []*signing.Keys{generated, parse(t, rfcSeed)} {
		public, err := base64.RawURLEncoding.DecodeString(keySet(t, keys).Keys[0]["x"])
		require.NoError(t, err)
		message := []byte("a receipt")
		require.True(t, ed25519.Verify(public, message, keys.SigningKey().Sign(message)))
		require.Regexp(t, `^[A-Za-z0-9._-]+$`, keys.SigningKey().ID)
	}
}

func TestGeneratedKeysDiffer(t *testing.T) {
	t.Parallel()
	one, err := signing.Generate()
	require.NoError(t, err)
	other, err := signing.Generate()
	require.NoError(t, err)
	require.NotEqual(t, one.SigningKey().ID, other.SigningKey().ID)
}

func TestTheFirstKeySignsAndAllArePublished(t *testing.T) {
	t.Parallel()
	first, second := parse(t, seedOf(1)).SigningKey().ID, parse(t, seedOf(2)).SigningKey().ID
	for name, text := range map[string]string{
		"seeds by commas":      seedOf(1) + "," + seedOf(2),
		"seeds by line breaks": "\n" + seedOf(1) + "\r\n" + seedOf(2) + "\n",
		"PEM blocks":           pemOfSeed(t, seedOf(1)) + "\n" + pemOfSeed(t, seedOf(2)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys := parse(t, text)
			require.Equal(t, first, keys.SigningKey().ID)
			set := keySet(t, keys).Keys
			require.Len(t, set, 2)
			require.Equal(t, first, set[0]["kid"])
			require.Equal(t, second, set[1]["kid"])
		})
	}
}

func TestWhatIsNoKeyIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	good := pemOfSeed(t, seedOf(1))
	for name, refused := range map[string]struct{ text, want string }{
		"nothing":        {" \n", "no signing key"},
		"no base64":      {"hunter2-hunter2", "signing key 1: want PEM PKCS#8 or the standard base64"},
		"a short seed":   {base64.StdEncoding.EncodeToString([]byte("hunter2")), "seed of 32 bytes"},
		"a second seed":  {seedOf(1) + ",hunter2", "signing key 2"},
		"the same twice": {seedOf(1) + "," + seedOf(1), "signing key 2 is given twice"},
		"another curve":  {pemOf(t, curve), "want an Ed25519 key"},
		"another block":  {strings.ReplaceAll(good, "PRIVATE KEY", "EC PRIVATE KEY"), "type PRIVATE KEY"},
		"half a block":   {good[:len(good)/2], "not whole"},
		"text beside":    {good + "hunter2", "nothing but PEM blocks"},
		"broken content": {"-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n", "want PKCS#8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := signing.Parse(refused.text)
			require.ErrorContains(t, err, refused.want)
			require.NotContains(t, err.Error(), "hunter2")
			require.NotContains(t, err.Error(), "aHVudGVyMg")
		})
	}
}

func TestNoPrivatePartIsShown(t *testing.T) {
	t.Parallel()
	keys := parse(t, rfcSeed)
	seed, err := base64.StdEncoding.DecodeString(rfcSeed)
	require.NoError(t, err)
	document, err := json.Marshal(map[string]any{"keys": keys})
	require.NoError(t, err)
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("keys", "keys", keys)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("keys", "keys", keys)
	shown := fmt.Sprintf("%v %+v %#v", keys, keys, keys) + fmt.Sprint(*keys) +
		string(document) + logged.String() + string(keys.PublicKeys())
	for _, secret := range []string{
		rfcSeed, strings.TrimRight(rfcSeed, "="), "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
		hex.EncodeToString(seed), strings.Trim(fmt.Sprintf("%d", seed), "[]"), string(seed),
	} {
		require.NotContains(t, shown, secret)
	}
	require.NotContains(t, string(keys.PublicKeys()), `"d"`)
}
