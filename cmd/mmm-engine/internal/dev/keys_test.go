package dev_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
)

func keysIn(t *testing.T, dir string) (settings, contents map[string]string) {
	t.Helper()
	settings, err := dev.Keys(dir)
	require.NoError(t, err)
	contents = map[string]string{}
	for variable, path := range settings {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		contents[variable] = string(content)
	}
	return settings, contents
}

func TestKeysAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "keys")

	settings, _ := keysIn(t, dir)

	require.Len(t, settings, 4)
	folder, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), folder.Mode().Perm())
	for variable, path := range settings {
		file, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), file.Mode(), variable)
	}
	require.Equal(t, dev.TokenKeyFile(dir), settings["IAM_DEV_KEY_FILE"])
}

func TestKeysAreKeptAcrossRunsAndMissingOnesMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	settings, first := keysIn(t, dir)
	_, again := keysIn(t, dir)
	require.Equal(t, first, again)

	require.NoError(t, os.Remove(settings["SECRETS_KEY_FILE"]))
	_, third := keysIn(t, dir)

	require.NotEqual(t, first["SECRETS_KEY_FILE"], third["SECRETS_KEY_FILE"])
	require.Equal(t, first["ERIS_SIGNING_KEY_FILE"], third["ERIS_SIGNING_KEY_FILE"])
	require.Equal(t, first["IAM_DEV_KEY_FILE"], third["IAM_DEV_KEY_FILE"])
}

func TestKeysAreOfTheKindsThatTheEngineReads(t *testing.T) {
	t.Parallel()
	_, contents := keysIn(t, t.TempDir())
	for _, variable := range []string{"IAM_DEV_KEY_FILE", "ERIS_SIGNING_KEY_FILE"} {
		block, rest := pem.Decode([]byte(contents[variable]))
		require.NotNil(t, block, variable)
		require.Empty(t, rest, variable)
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		require.NoError(t, err, variable)
		require.IsType(t, ed25519.PrivateKey{}, key, variable)
	}
	require.NotEqual(t, contents["IAM_DEV_KEY_FILE"], contents["ERIS_SIGNING_KEY_FILE"])
	secret, err := base64.StdEncoding.DecodeString(contents["SECRETS_KEY_FILE"])
	require.NoError(t, err)
	require.Len(t, secret, 32)
}

func TestAFolderThatCannotBeMadeIsAnError(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))

	_, err := dev.Keys(filepath.Join(file, "keys"))

	require.ErrorContains(t, err, "folder of the development keys")
}

func TestTheSecretOfDeliveriesIsOneThatReceiversTake(t *testing.T) {
	t.Parallel()
	_, contents := keysIn(t, t.TempDir())
	encoded, prefixed := strings.CutPrefix(strings.TrimSpace(contents["DELIVERY_SIGNING_SECRET_FILE"]), "whsec_")
	require.True(t, prefixed)
	key, err := base64.StdEncoding.DecodeString(encoded)
	require.NoError(t, err)
	require.Len(t, key, 32)
}
