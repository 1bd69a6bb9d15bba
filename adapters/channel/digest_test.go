package channel_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// digestOf composes the digest of the decisions' only actions for ada.
func digestOf(t *testing.T, surface action.Surface, of ...*decision.Decision) delivery.Message {
	t.Helper()
	made := &delivery.Digest{
		ID: delivery.DigestIDOf(id.At(noon, id.Entropy{9}), surface), ActorID: "ada", Surface: surface, Window: noon,
	}
	kept := map[id.UUID]*decision.Decision{}
	for i, d := range of {
		d.ID = id.At(noon, id.Entropy{byte(i + 1)}).Root()
		d.Actions[0].ID = d.ID.Branch(1)
		kept[d.ID] = d
		made.Deliveries = append(made.Deliveries, delivery.IDOf(d.Actions[0].ID, surface))
	}
	composed, _ := delivery.DigestMessageOf("acme", made, kept, sentAt.In(cet))
	return composed
}

// another is a Mirror for ada, in another repository.
func another() *decision.Decision {
	d := sparse()
	d.Actor, d.Context.Place.RepoID = decided().Actor, "acme/pay"
	d.Actions[0].Type = action.Mirror
	return d
}

func TestADigestIsOneSignedMessageOfWhatEachActionIsAlone(t *testing.T) {
	t.Parallel()
	for name, contract := range map[string]struct {
		surface action.Surface
		alerts  bool
		path    string
	}{
		"digest_ide":      {action.IDE, false, "/api/v1/mmm/actions"},
		"digest_ci":       {action.CI, true, "/api/v1/mmm/actions"},
		"digest_alert":    {action.Alert, false, "/api/v1/notifications/mmm"},
		"digest_alerting": {action.Alert, true, "/v1/alerts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, status(http.StatusOK))
			client := newClient(t, r, func(s *channel.Settings) { s.Format = channel.FormatOf(contract.surface, contract.alerts) })
			sent := digestOf(t, contract.surface, decided(), another())
			require.NoError(t, client.Deliver(t.Context(), sent))
			require.Len(t, r.requests(), 1)
			got := r.requests()[0]
			require.Equal(t, contract.path, got.path)
			require.Equal(t, sent.ID.String(), got.header.Get("Webhook-Id"))
			require.Equal(t, sent.ID.String(), got.header.Get("Idempotency-Key"))
			require.NotEmpty(t, got.header.Get("Webhook-Signature"))
			require.NotContains(t, got.body, "private")
			requireGolden(t, "testdata/"+name+".json", got.body)
		})
	}
}

func TestAnAlertOfADigestIsTheSameWhateverExpiredMeanwhile(t *testing.T) {
	t.Parallel()
	whole := digestOf(t, action.Alert, decided(), another())
	expired := another()
	expired.Actions[0].ExpiresAt = noon
	partly := digestOf(t, action.Alert, decided(), expired)
	require.Len(t, whole.Digest, 2)
	require.Len(t, partly.Digest, 1)
	r := newReceiver(t, status(http.StatusOK))
	client := newClient(t, r, func(s *channel.Settings) { s.Format = channel.FormatOf(action.Alert, true) })
	require.NoError(t, client.Deliver(t.Context(), whole))
	require.NoError(t, client.Deliver(t.Context(), partly))
	require.Equal(t, r.requests()[0].body, r.requests()[1].body)
	require.Contains(t, r.requests()[0].body, "2 notes were held over quiet hours")

	require.NoError(t, client.Deliver(t.Context(), digestOf(t, action.Alert, decided())))
	require.Contains(t, r.requests()[2].body, "1 note was held over quiet hours")
}
