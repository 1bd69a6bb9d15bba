package config_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

func webhookSecret(length int) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", length)))
}

// delivering has a channel, and what the changes say.
func delivering(changes map[string]string) map[string]string {
	environ := with(changes)
	environ["CI_WORKFLOW_BASE_URL"] = "https://ci.example.org/"
	return environ
}

func TestSecretsOfDeliveriesHaveTheFormThatReceiversKnow(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		webhookSecret(24), webhookSecret(64), webhookSecret(24) + ", " + webhookSecret(32), webhookSecret(24) + "\n" + webhookSecret(32),
	} {
		loaded, err := config.Load(delivering(map[string]string{"DELIVERY_SIGNING_SECRET": good}))
		require.NoError(t, err, good)
		require.Equal(t, good, loaded.DeliverySecrets.Reveal())
	}
	for name, bad := range map[string]string{
		"too short": webhookSecret(23), "too long": webhookSecret(65), "no prefix": webhookSecret(32)[len("whsec_"):],
		"not base64": "whsec_" + strings.Repeat("!", 40), "the second is wrong": webhookSecret(32) + ",whsec_", "none": ",",
	} {
		found := lines(t, delivering(map[string]string{"DELIVERY_SIGNING_SECRET": bad}))
		require.Len(t, found, 1, name)
		require.Contains(t, found[0], "DELIVERY_SIGNING_SECRET: is not a webhook secret", name)
	}
}

func TestTheSecretOfDeliveriesMayComeFromAFile(t *testing.T) {
	t.Parallel()
	write := func(content string) string {
		path := filepath.Join(t.TempDir(), "deliveries.key")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	loaded, err := config.Load(delivering(map[string]string{"DELIVERY_SIGNING_SECRET_FILE": write(webhookSecret(32) + "\n")}))
	require.NoError(t, err)
	require.Equal(t, webhookSecret(32), loaded.DeliverySecrets.Reveal())

	for name, changes := range map[string]map[string]string{
		"no file":      {"DELIVERY_SIGNING_SECRET_FILE": "/nowhere/key"},
		"empty":        {"DELIVERY_SIGNING_SECRET_FILE": write("")},
		"not a secret": {"DELIVERY_SIGNING_SECRET_FILE": write("short")},
		"both":         {"DELIVERY_SIGNING_SECRET_FILE": write(webhookSecret(32)), "DELIVERY_SIGNING_SECRET": webhookSecret(24)},
	} {
		found := lines(t, delivering(changes))
		require.Len(t, found, 1, name)
		require.Contains(t, found[0], "DELIVERY_SIGNING_SECRET_FILE: ", name)
	}
}

func TestAWrongSecretOfDeliveriesIsNotReplacedInDev(t *testing.T) {
	t.Parallel()
	for variable, value := range map[string]string{
		"DELIVERY_SIGNING_SECRET": "short", "DELIVERY_SIGNING_SECRET_FILE": "/nowhere/key",
	} {
		require.Len(t, lines(t, delivering(map[string]string{"MMM_ENV": "dev", variable: value})), 1, variable)
	}
}

func TestDevNeedsNoSecretOfDeliveriesWithoutAChannel(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(with(map[string]string{"MMM_ENV": "dev"}))
	require.NoError(t, err)
	require.True(t, loaded.DeliverySecrets.Empty())
	require.Empty(t, loaded.Notices)
}

func TestTheSettingsOfChannelsHold(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(with(map[string]string{
		"EDGE_AGENT_BASE_URL": "http://edge.example.org/", "EDGE_AGENT_TOKEN": "e",
		"CI_WORKFLOW_BASE_URL": "https://ci.example.org/v2/", "CI_WORKFLOW_TOKEN": "c",
		"ALERTING_BASE_URL": "https://alerts.example.org", "ALERTING_TOKEN": "a", "ALERTING_FORMAT": "alerts",
		"DELIVERY_SIGNING_SECRET": webhookSecret(32), "JOBS_RESCUE_AFTER": "15s",
	}))
	require.NoError(t, err)
	require.Equal(t, config.ServiceURL("http://edge.example.org"), loaded.EdgeAgentURL)
	require.Equal(t, config.ServiceURL("https://ci.example.org/v2"), loaded.CIWorkflowURL)
	require.Equal(t, config.ServiceURL("https://alerts.example.org"), loaded.AlertingURL)
	require.Equal(t, "eca", loaded.EdgeAgentToken.Reveal()+loaded.CIWorkflowToken.Reveal()+loaded.AlertingToken.Reveal())
	require.Equal(t, config.Alerts, loaded.AlertingFormat)
	require.Equal(t, 15*time.Second, loaded.JobsRescueAfter)
}
