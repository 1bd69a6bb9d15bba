package vault_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/vault"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

const acme = tenant.ID("acme")

func keyOf(fill byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32))
}

func parse(t *testing.T, text string) *vault.Cipher {
	t.Helper()
	c, err := vault.Parse(text)
	require.NoError(t, err)
	return c
}

const secret = "hunter2"

func encrypt(t *testing.T, c *vault.Cipher) []byte {
	t.Helper()
	encrypted, err := c.Encrypt(acme, []byte(secret))
	require.NoError(t, err)
	return encrypted
}

func requireUnreadable(t *testing.T, c *vault.Cipher, owner tenant.ID, encrypted []byte) {
	t.Helper()
	secret, err := c.Decrypt(owner, encrypted)
	require.Nil(t, secret)
	require.True(t, fault.Is(err, fault.Internal), "%v", err)
}

func TestWhatIsEncryptedDecrypts(t *testing.T) {
	t.Parallel()
	c := parse(t, keyOf(1))
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOf(rapid.Byte()).Draw(t, "secret")
		owner := tenant.ID(rapid.StringN(1, 20, -1).Draw(t, "owner"))
		encrypted, err := c.Encrypt(owner, secret)
		require.NoError(t, err)
		decrypted, err := c.Decrypt(owner, encrypted)
		require.NoError(t, err)
		require.True(t, bytes.Equal(secret, decrypted))
	})
}

func TestTheSameSecretLooksDifferentEachTime(t *testing.T) {
	t.Parallel()
	c := parse(t, keyOf(1))
	one, other := encrypt(t, c), encrypt(t, c)
	require.NotEqual(t, one, other)
	require.NotContains(t, string(one), secret)
}

func TestAnotherTenantCannotDecrypt(t *testing.T) {
	t.Parallel()
	c := parse(t, keyOf(1))
	encrypted := encrypt(t, c)
	for _, owner := range []tenant.ID{"beta", "", "acm", "acme2"} {
		requireUnreadable(t, c, owner, encrypted)
	}
}

func TestEveryAlteredOrMissingByteIsNoticed(t *testing.T) {
	t.Parallel()
	c := parse(t, keyOf(1)+","+keyOf(2))
	encrypted := encrypt(t, c)
	for i := range encrypted {
		for _, flip := range []byte{1, 0x80, 0xff} {
			altered := bytes.Clone(encrypted)
			altered[i] ^= flip
			requireUnreadable(t, c, acme, altered)
		}
		requireUnreadable(t, c, acme, encrypted[:i])
	}
	requireUnreadable(t, c, acme, append(encrypted, 0))
	requireUnreadable(t, c, acme, nil)
}

func TestAKeyIsReplacedByPuttingTheNewOneInFront(t *testing.T) {
	t.Parallel()
	old, both, fresh := parse(t, keyOf(1)), parse(t, keyOf(2)+"\n"+keyOf(1)), parse(t, keyOf(2))
	before := encrypt(t, old)
	plain, err := both.Decrypt(acme, before)
	require.NoError(t, err)
	require.Equal(t, secret, string(plain))

	after := encrypt(t, both)
	plain, err = fresh.Decrypt(acme, after)
	require.NoError(t, err)
	require.Equal(t, secret, string(plain))
	requireUnreadable(t, fresh, acme, before)
	requireUnreadable(t, old, acme, after)
}

func TestGeneratedKeysDiffer(t *testing.T) {
	t.Parallel()
	one, err := vault.Generate()
	require.NoError(t, err)
	other, err := vault.Generate()
	require.NoError(t, err)
	requireUnreadable(t, other, acme, encrypt(t, one))
}

func TestWhatIsNoKeyIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]struct{ text, want string }{
		"nothing":        {"\n", "no encryption key"},
		"no base64":      {"hunter2!", "encryption key 1"},
		"too short":      {"aHVudGVyMg==", "want the standard base64 of 32 bytes"},
		"a second key":   {keyOf(1) + ",hunter2", "encryption key 2"},
		"the same twice": {keyOf(1) + "," + keyOf(1), "encryption key 2 is given twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := vault.Parse(refused.text)
			require.ErrorContains(t, err, refused.want)
			require.NotContains(t, err.Error(), "hunter2")
			require.NotContains(t, err.Error(), "aHVudGVyMg")
		})
	}
}

func TestTheKeyIsNotShown(t *testing.T) {
	t.Parallel()
	c := parse(t, base64.StdEncoding.EncodeToString([]byte("hunter2hunter2hunter2hunter2hunt")))
	shown := fmt.Sprintf("%v %+v %#v", c, c, c) + fmt.Sprint(*c)
	require.NotContains(t, shown, "hunter2")
	require.NotContains(t, shown, "104 117 110 116 101 114 50")
	require.NotContains(t, shown, "68756e74657232")
}
