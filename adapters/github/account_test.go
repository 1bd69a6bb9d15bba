package github_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

func TestBotsAreNoActors(t *testing.T) {
	t.Parallel()
	for _, author := range []string{
		`{"login": "renovate", "type": "Bot"}`,
		`{"login": "renovate[bot]", "type": "User"}`,
		`{"login": "renovate[bot]"}`,
	} {
		got := said(t, "pull_request", body(`"action": "opened", "pull_request": {"user": `+author+`}`))
		require.Empty(t, got.ActorID, author)
		require.Empty(t, got.ActorType, author)
	}
	got := said(t, "pull_request", body(`"action": "opened", "pull_request": {"user": {"login": "botany", "type": "User"}}`))
	require.Equal(t, "botany", got.ActorID)
}

func TestMissingAuthorsAreNoActors(t *testing.T) {
	t.Parallel()
	for _, author := range []string{`null`, `{}`, `{"login": null}`} {
		require.Empty(t, said(t, "pull_request", body(`"action": "opened", "pull_request": {"user": `+author+`}`)).ActorID)
		require.Empty(t, said(t, "deployment_status", body(`"deployment_status": {"state": "error"}, "deployment": {"creator": `+author+`}`)).ActorID)
		require.Empty(t, said(t, "push", `{`+repositoryPart+`, "sender": `+author+`}`).ActorID)
	}
}

func TestTheFirstKnownAccountActs(t *testing.T) {
	t.Parallel()
	const failed = `"action": "completed", "workflow_run": {"conclusion": "failure", `
	for accounts, want := range map[string]string{
		`"triggering_actor": {"login": "ann"}, "actor": {"login": "bob"}`:                    "ann",
		`"triggering_actor": null, "actor": {"login": "bob"}`:                                "bob",
		`"triggering_actor": {}, "actor": null`:                                              "sam",
		`"triggering_actor": {"login": "ci[bot]", "type": "Bot"}, "actor": {"login": "bob"}`: "",
	} {
		require.Equal(t, want, said(t, "workflow_run", body(failed+accounts+"}")).ActorID, accounts)
	}
	require.Equal(t, "sam", said(t, "status", body(`"state": "error", "commit": null`)).ActorID)
	require.Equal(t, "sam", said(t, "status", body(`"state": "error", "commit": {"author": {}}`)).ActorID)
	require.Empty(t, said(t, "status", body(`"state": "error", "commit": {"author": {"login": "x[bot]"}}`)).ActorID)
}

func TestLoginsThatNoActorCanHaveAreNoActors(t *testing.T) {
	t.Parallel()
	pushedBy := func(login string) string {
		return said(t, "push", `{`+repositoryPart+`, "sender": {"login": "`+login+`"}}`).ActorID
	}
	longest := strings.Repeat("a", actor.MaxIDLength)
	require.Equal(t, longest, pushedBy(longest))
	require.Empty(t, pushedBy(longest+"a"))
	require.Empty(t, pushedBy(awsKey))
}
