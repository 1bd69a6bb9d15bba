package channel_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
)

// verify asks the convention's own library, which knows one secret.
func verify(t *testing.T, secret string, got request) error {
	t.Helper()
	webhook, err := standardwebhooks.NewWebhook(secret)
	require.NoError(t, err)
	// The clock of the tests stands still, the library's does not.
	return webhook.VerifyIgnoringTimestamp([]byte(got.body), got.header)
}

// signed sends a message with these secrets and answers what came.
func signed(t *testing.T, written ...string) request {
	t.Helper()
	r := newReceiver(t, status(http.StatusOK))
	client := newClient(t, r, func(settings *channel.Settings) { settings.Secrets = secrets(t, written...) })
	require.NoError(t, client.Deliver(t.Context(), message(t, action.IDE)))
	return r.requests()[0]
}

func TestAReceiverWithTheSecretCanVerify(t *testing.T) {
	t.Parallel()
	got := signed(t, oldSecret)
	require.NoError(t, verify(t, oldSecret, got))
	require.Error(t, verify(t, newSecret, got))
	require.Len(t, strings.Fields(got.header.Get("webhook-signature")), 1)
}

func TestWhileASecretIsReplacedEitherVerifies(t *testing.T) {
	t.Parallel()
	got := signed(t, newSecret, oldSecret)
	require.NoError(t, verify(t, oldSecret, got))
	require.NoError(t, verify(t, newSecret, got))
	require.Len(t, strings.Fields(got.header.Get("webhook-signature")), 2)
}

func TestTheSignatureCoversIDTimeAndBody(t *testing.T) {
	t.Parallel()
	got := signed(t, oldSecret)
	for name, change := range map[string]func(*request){
		"id":   func(r *request) { r.header.Set("webhook-id", "another") },
		"time": func(r *request) { r.header.Set("webhook-timestamp", "1") },
		"body": func(r *request) { r.body += " " },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forged := got
			forged.header = got.header.Clone()
			change(&forged)
			require.Error(t, verify(t, oldSecret, forged))
		})
	}
}

// written is a secret of so many bytes.
func written(length int) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", length)))
}

func TestSecretsAreReadInTheirOrder(t *testing.T) {
	t.Parallel()
	key := func(length int) channel.Secret { return []byte(strings.Repeat("k", length)) }
	for setting, want := range map[string][]channel.Secret{
		"":                                   nil,
		"\n,":                                nil,
		written(24):                          {key(24)},
		written(64):                          {key(64)},
		written(32) + "," + written(24):      {key(32), key(24)},
		written(32) + "\r\n" + written(24):   {key(32), key(24)},
		" " + written(32) + " , \t" + "\n\n": {key(32)},
	} {
		got, err := channel.ParseSecrets(setting)
		require.NoError(t, err)
		require.Equal(t, want, got, "%q", setting)
	}
}

func TestASecretThatIsNoneIsRefusedByItsPlace(t *testing.T) {
	t.Parallel()
	unprefixed := strings.TrimPrefix(written(32), "whsec_")
	for name, wrong := range map[string]string{
		"no prefix": unprefixed, "another prefix": "whsk_" + unprefixed, "prefix only": "whsec_",
		"too short": written(23), "too long": written(65), "no base64": "whsec_hunter2-hunter2-hunter2-hunter2!",
		"URL alphabet": "whsec_" + strings.Repeat("-_", 16), "no padding": strings.TrimRight(written(32), "="),
		"bits behind the end": strings.TrimSuffix(written(25), "aw==") + "ax==", "capitals": "WHSEC_" + unprefixed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for setting, place := range map[string]string{
				wrong: "delivery secret 1:", oldSecret + "," + wrong: "delivery secret 2:",
			} {
				got, err := channel.ParseSecrets(setting)
				require.Nil(t, got)
				require.EqualError(t, err, place+" want whsec_ and 24 to 64 bytes in base64")
			}
		})
	}
}
