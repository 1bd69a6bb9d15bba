package github_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// awsKey has the shape of a credential; it is put together so that no scanner of
// this repository takes it for one.
const awsKey = "AKI" + "A" + "ABCDEFGHIJKLMNOP"

func opened(title string) string {
	return body(`"action": "opened", "pull_request": {"title": "` + title + `"}`)
}

func TestLongAttributesAreCutBetweenRunes(t *testing.T) {
	t.Parallel()
	const limit = signal.MaxAttributeValue
	for title, want := range map[string]int{
		strings.Repeat("a", limit):                  limit,
		strings.Repeat("a", limit+1):                limit,
		strings.Repeat("a", limit-1) + "é":          limit - 1,
		strings.Repeat("a", limit-3) + "\U0001F600": limit - 3,
		strings.Repeat("é", limit):                  limit,
	} {
		got, _ := said(t, "pull_request", opened(title)).Attributes["title"].(string)
		require.Len(t, got, want)
		require.True(t, utf8.ValidString(got))
		require.True(t, strings.HasPrefix(title, got))
	}
}

func TestLongPlacesAreCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 2*signal.MaxFilePath)
	push := said(t, "push", `{"repository": {"full_name": "`+long+`"}, "ref": "refs/heads/`+long+`"}`)
	require.Len(t, push.Place.RepoID, signal.MaxText)
	require.Len(t, push.Place.Branch, signal.MaxText)
	deployed := said(t, "deployment_status", body(`"deployment_status": {"state": "error", "environment": "`+long+`"}`))
	require.Len(t, deployed.Place.Environment, signal.MaxText)
	alert := said(t, "code_scanning_alert", body(`"action": "created", "alert": {"most_recent_instance": {"location": {"path": "`+long+`"}}}`))
	require.Len(t, alert.Place.FilePath, signal.MaxFilePath)
}

func TestWhatLooksLikeACredentialIsLeftOut(t *testing.T) {
	t.Parallel()
	got := said(t, "pull_request", body(`"action": "opened", "pull_request": {"title": "leaks `+awsKey+`", "number": 7, "head": {"ref": "`+awsKey+`", "sha": "abc"}}`))
	require.Equal(t, map[string]any{"number": 7.0, "sha": "abc"}, got.Attributes)
	require.Empty(t, got.Place.Branch)
}

func TestACredentialAcrossTheCutIsLeftOutWhole(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat(" ", signal.MaxAttributeValue-8)
	require.NotContains(t, said(t, "pull_request", opened(filler+awsKey)).Attributes, "title")
}

func TestCuttingDoesNotMakeACredential(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat(" ", signal.MaxAttributeValue-len(awsKey))
	require.NotContains(t, said(t, "pull_request", opened(filler+awsKey+"LONGER")).Attributes, "title")
}
