package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

func TestASecretIsNeverShown(t *testing.T) {
	t.Parallel()
	secret := config.NewSecret("hunter2")
	hidden := struct{ inner config.Secret }{secret}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		require.Equal(t, "***", fmt.Sprintf(verb, secret), verb)
		require.NotContains(t, fmt.Sprintf(verb, hidden), "hunter2", verb)
	}
	text, err := json.Marshal(secret)
	require.NoError(t, err)
	require.Equal(t, `"***"`, string(text))
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).InfoContext(t.Context(), "x", "secret", secret)
	require.Contains(t, log.String(), `"secret":"***"`)
	require.Equal(t, "hunter2", secret.Reveal())
}

func TestNoSecretShowsInThePrintedConfiguration(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(production())
	require.NoError(t, err)
	document, err := json.Marshal(map[string]any{"config": loaded})
	require.NoError(t, err)
	for _, printed := range []string{fmt.Sprintf("%v", loaded), fmt.Sprintf("%#v", loaded), string(document)} {
		for _, secret := range []string{"hunter2", key("a"), key("b")} {
			require.NotContains(t, printed, secret)
		}
	}
}

func TestAnUnsetSecretIsEmpty(t *testing.T) {
	t.Parallel()
	var secret config.Secret
	require.True(t, secret.Empty())
	require.Nil(t, config.Key{}.Bytes())
}
