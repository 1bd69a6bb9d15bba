package github_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/github"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	repositoryPart = `"repository": {"full_name": "octo/app", "default_branch": "main"}`
	senderPart     = `"sender": {"login": "sam", "type": "User"}`
)

// body makes a delivery of the repository octo/app, sent by sam.
func body(fields string) string {
	return "{" + repositoryPart + "," + senderPart + "," + fields + "}"
}

func delivery(event, body string) ports.Delivery {
	return ports.Delivery{TenantID: "acme", ID: "delivery-1", Event: event, Body: []byte(body)}
}

// said is the signal of a delivery that must have one.
func said(t *testing.T, event, body string) signal.Signal {
	t.Helper()
	got, err := github.Source{}.Signal(delivery(event, body))
	require.NoError(t, err)
	require.NotNil(t, got, "the delivery says something")
	return *got
}

func requireIgnored(t *testing.T, event, body string) {
	t.Helper()
	got, err := github.Source{}.Signal(delivery(event, body))
	require.NoError(t, err, body)
	require.Nil(t, got, body)
}

// requireRefused requires an Invalid fault with one problem, and answers its message.
func requireRefused(t *testing.T, event, body, path string) string {
	t.Helper()
	got, err := github.Source{}.Signal(delivery(event, body))
	require.Nil(t, got)
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, fault.Invalid, refused.Kind)
	require.Len(t, refused.Problems, 1)
	require.Equal(t, path, refused.Problems[0].Path)
	return refused.Problems[0].Message
}
