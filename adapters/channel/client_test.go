package channel_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
)

func TestAnAddressThatCannotBeIsRefusedUnrepeated(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"nothing": "", "no scheme": "hunter2.example", "host and port": "hunter2:8080", "another scheme": "ftp://hunter2.example",
		"no host": "https://", "a port without host": "http://:8080", "a path": "/hunter2", "a port that is none": "http://user:hunter2@edge:port",
		"user first": "hunter2:secret@edge.example", "control characters": "http://edge.example/\x7fhunter2",
		"a query": "https://edge.example/base?token=hunter2", "an empty query": "https://edge.example/base?",
		"a fragment": "https://edge.example/base#hunter2",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := channel.New(http.DefaultClient, ids{}, clock{}, channel.Settings{
				BaseURL: address, Format: channel.FormatOf(action.CI, false), Secrets: secrets(t, oldSecret),
			})
			require.ErrorContains(t, err, "the URL of a channel")
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestAChannelWithoutASecretIsRefused(t *testing.T) {
	t.Parallel()
	_, err := channel.New(http.DefaultClient, ids{}, clock{}, channel.Settings{
		BaseURL: "https://edge.example", Format: channel.FormatOf(action.CI, false),
	})
	require.EqualError(t, err, "a channel has no secret to sign with")
}
