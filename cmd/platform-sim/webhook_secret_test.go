package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	oneSecret   = "whsec_b25lIHNlY3JldCBvZiB0d2VudHktZm91ciBieXRlcw=="
	otherSecret = "whsec_YW5vdGhlciBvbmUgb2YgdHdlbnR5LWZvdXIgYnl0ZXM="
)

func TestTheWebhookSecretComesFromAFlagOrElseFromTheEnvironment(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte(oneSecret+"\n"), 0o600))
	const text, named = "PLATFORM_SIM_WEBHOOK_SECRET", "PLATFORM_SIM_WEBHOOK_SECRET_FILE"
	for _, c := range []struct {
		arguments   []string
		environment map[string]string
		want        string
	}{
		{nil, nil, ""},
		{[]string{"-webhook-secret", oneSecret}, nil, oneSecret},
		{[]string{"-webhook-secret-file", file}, nil, oneSecret},
		{nil, map[string]string{text: oneSecret}, oneSecret},
		{nil, map[string]string{named: file}, oneSecret},
		{[]string{"-webhook-secret", oneSecret}, map[string]string{text: otherSecret}, oneSecret},
		{[]string{"-webhook-secret-file", file}, map[string]string{text: otherSecret}, oneSecret},
	} {
		s, err := parseSettings(c.arguments, func(name string) string { return c.environment[name] }, io.Discard)
		require.NoError(t, err)
		options, err := s.options("127.0.0.1:1")
		require.NoError(t, err)
		require.Equal(t, c.want, options.WebhookSecret)
	}
}

func TestAWebhookSecretThatCannotBeUsedIsAnError(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	empty := filepath.Join(folder, "empty")
	require.NoError(t, os.WriteFile(empty, []byte("\n"), 0o600))
	for want, arguments := range map[string][]string{
		"not both":                {"-webhook-secret", oneSecret, "-webhook-secret-file", empty},
		"is empty":                {"-webhook-secret-file", empty},
		"read the webhook secret": {"-webhook-secret-file", filepath.Join(folder, "none")},
		"must be whsec_ and":      {"-webhook-secret", strings.TrimPrefix(oneSecret, "whsec_")},
	} {
		err := run(t.Context(), append([]string{"-addr", "127.0.0.1:0"}, arguments...), noEnvironment, io.Discard)

		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), oneSecret[6:])
	}
}

func TestTheUsageDoesNotTellTheWebhookSecret(t *testing.T) {
	t.Parallel()
	var usage bytes.Buffer
	getenv := func(name string) string { return map[string]string{"PLATFORM_SIM_WEBHOOK_SECRET": oneSecret}[name] }

	_, err := parseSettings([]string{"-h"}, getenv, &usage)

	require.ErrorIs(t, err, flag.ErrHelp)
	require.Contains(t, usage.String(), "PLATFORM_SIM_WEBHOOK_SECRET_FILE")
	require.NotContains(t, usage.String(), oneSecret)
}

func TestServingWithoutAWebhookSecretIsSaid(t *testing.T) {
	t.Parallel()
	said := func(arguments ...string) string {
		ctx, cancel := context.WithCancel(t.Context())
		logs := stopsAtServing{stop: cancel}
		require.NoError(t, run(ctx, append([]string{"-addr", "127.0.0.1:0"}, arguments...), noEnvironment, &logs))
		return logs.String()
	}

	require.Contains(t, said(), "no webhook secret is set")
	require.NotContains(t, said("-webhook-secret", oneSecret), "no webhook secret is set")
}

// stopsAtServing takes a log that ends soon after the program serves.
type stopsAtServing struct {
	bytes.Buffer

	stop context.CancelFunc
}

func (s *stopsAtServing) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(`"msg":"serving"`)) {
		s.stop()
	}
	return s.Buffer.Write(line)
}
