package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/identifiers"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

const whsec = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQh"

// receiversOf wires the receivers as the engine does.
func receiversOf(t *testing.T, settings config.Config) job.Receivers {
	t.Helper()
	settings.DeliverySecrets = config.DeliverySecrets{Secret: config.NewSecret(whsec)}
	metrics, err := newMetrics(settings, newRegistry())
	require.NoError(t, err)
	made, err := newReceivers(settings, resilient.NewBreakers(resilient.DefaultSettings(), nil), metrics,
		telemetry.NewIdentifyingTracer(), newClients(settings), newPropagator(), clock.New(), identifiers.Random{})
	require.NoError(t, err)
	return made
}

// A receiver that is gone is remembered by its name: another path is another receiver.
func TestAReceiverIsNamedByItsWholeAddress(t *testing.T) {
	t.Parallel()
	for format, want := range map[config.AlertingFormat]string{
		config.Notifications: "https://alerts.example/base/api/v1/notifications/mmm",
		config.Alerts:        "https://alerts.example/base/v1/alerts",
	} {
		made := receiversOf(t, config.Config{AlertingURL: "https://alerts.example/base", AlertingFormat: format})
		require.Equal(t, want, made[action.Alert].Name)
	}
}

func TestOnlyConfiguredChannelsAreReceiversAndEverySurfaceHasItsQueue(t *testing.T) {
	t.Parallel()
	settings := config.Config{CIWorkflowURL: "https://ci.example"}
	require.Len(t, receiversOf(t, settings), 1)
	require.Len(t, channelQueues(settings, resilient.NewBreakers(resilient.DefaultSettings(), nil)), len(action.Surfaces()))
}
