package github_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/github"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// A signal that comes out is one that the engine accepts, time apart: GitHub's
// clock is not ours, and the receiver judges it.
func FuzzSignal(f *testing.F) {
	f.Add("push", body(`"ref": "refs/heads/main", "after": "abc"`))
	f.Add("ping", `{}`)
	f.Add("workflow_run", body(`"action": "completed", "workflow_run": {"conclusion": "failure", "pull_requests": [{"number": 7}]}`))
	f.Add("workflow_job", body(`"action": "completed", "workflow_job": {"conclusion": "timed_out"}`))
	f.Add("check_run", body(`"action": "completed", "check_run": {"conclusion": "failure", "completed_at": 5}`))
	f.Add("check_suite", body(`"action": "completed", "check_suite": {"conclusion": "failure"}`))
	f.Add("status", body(`"state": "error", "branches": [{"name": "main"}]`))
	f.Add("pull_request", body(`"action": "opened", "pull_request": {"title": "`+awsKey+`", "additions": 4294967295, "deletions": 1}`))
	f.Add("pull_request_review", body(`"action": "submitted", "review": {"state": "approved"}`))
	f.Add("deployment_status", body(`"deployment_status": {"state": "failure"}`))
	f.Add("code_scanning_alert", body(`"action": "created", "alert": {"rule": {"severity": "note"}}`))
	f.Add("secret_scanning_alert", body(`"action": "created", "alert": {"secret": "x"}`))
	f.Add("dependabot_alert", body(`"action": "fixed", "alert": {"fixed_at": "2026-01-02T03:04:05Z"}`))

	f.Fuzz(func(t *testing.T, event, raw string) {
		got, err := github.Source{}.Signal(delivery(event, raw))
		if err != nil {
			require.Nil(t, got)
			require.True(t, fault.Is(err, fault.Invalid))
			return
		}
		if got == nil {
			return
		}
		require.Empty(t, got.Problems("", got.OccurredAt))
		require.Empty(t, got.Place.Problems(""))
		require.NotEmpty(t, got.Place.RepoID)
		require.Equal(t, time.UTC, got.OccurredAt.Location())
	})
}
