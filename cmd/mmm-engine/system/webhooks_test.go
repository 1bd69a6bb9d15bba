package system_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// published has deliveries as GitHub publishes them. It lies beside the
	// repository and is no part of it.
	published  = "../../../../shared/data/github-webhooks"
	goldenFile = "../../../adapters/github/testdata/deliveries.golden.json"

	webhookSecret = planted + "-webhook-secret"
)

func TestThePublishedDeliveriesBecomeTheSignalsOfTheGoldenFile(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(published)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("NOT CHECKED: the published deliveries of GitHub are not there; " +
			"this test wants them in shared/data/github-webhooks beside the repository")
	}
	require.NoError(t, err)
	require.Len(t, files, 60)
	r := shared.renter(t).withExamples(t).withWebhooks(t)
	taken := r.deliverAll(t, files)
	require.Equal(t, readGolden(t), r.storedSignals(t, taken))

	once := map[string]int{}
	for _, one := range taken {
		require.False(t, one.Repeated)
		if one.SignalID != "" {
			once[one.SignalID] = 1
		}
	}
	eventually(t, "each signal is decided", func() bool { return len(r.decidedSignals(t)) == len(once) })
	for file, again := range r.deliverAll(t, files) {
		require.Equal(t, taken[file].SignalID, again.SignalID, file)
		require.Equal(t, again.SignalID != "", again.Repeated, file)
	}
	r.settled(t)
	now := r.decidedSignals(t)
	require.Len(t, now, len(once)+1)
	require.Subset(t, now, once, "a delivery that comes again is not decided again")
}

func TestAPingIsAnsweredAndLeavesNothing(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withWebhooks(t)
	got := decoded[delivered](t, r.deliver(t, webhookSecret, "d", "ping", []byte(`{"zen":"planted"}`)), http.StatusOK)
	require.Empty(t, got.SignalID)
	require.Zero(t, r.count(t, "signals"))
}

func TestADeliveryWithAWrongSignatureStoresNothing(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withWebhooks(t)
	failed := []byte(`{"action":"completed","check_run":{"conclusion":"failure","completed_at":"` +
		time.Now().UTC().Format(time.RFC3339) + `","head_sha":"abc","name":"planted"},"repository":{"full_name":"planted/shop"}}`)
	for name, secret := range map[string]string{"another": "another-secret-of-somebody", "none": ""} {
		got := r.deliver(t, secret, "d-"+name, "check_run", failed)
		refused(t, got, http.StatusUnauthorized)
		require.NotEmpty(t, got.header.Get("WWW-Authenticate"))
	}
	require.Zero(t, r.count(t, "signals"))
	right := decoded[delivered](t, r.deliver(t, webhookSecret, "d-right", "check_run", failed), http.StatusAccepted)
	require.NotEmpty(t, right.SignalID, "with the right signature it says something")
	require.Equal(t, 1, r.count(t, "signals"))
}

func TestADeliveryForATenantWithoutASecretIsRefused(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	got := r.deliver(t, webhookSecret, "d", "push", []byte(`{}`))
	refused(t, got, http.StatusUnauthorized)
	require.Zero(t, r.count(t, "signals"))
}
