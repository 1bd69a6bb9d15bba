package github_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// What each family keeps beside event type, severity and actor.
func TestPlaceTimeAndAttributesOfEachFamily(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		event, fields string
		place         signal.Place
		attributes    map[string]any
	}{
		"workflow_run": {
			event: "workflow_run",
			fields: `"action": "completed", "workflow": {"name": "other"}, "workflow_run": {"conclusion": "failure", "name": "build",
				"display_title": "Fix it", "head_branch": "topic", "head_sha": "abc", "html_url": "https://x/1", "run_number": 9,
				"pull_requests": [{"number": 7}, {"number": 8}], "updated_at": "2026-01-02T03:04:05Z", "created_at": "2025-01-01T00:00:00Z"}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "Fix it", "workflow": "build", "sha": "abc", "url": "https://x/1", "number": 7.0},
		},
		"workflow_run without its own name": {
			event: "workflow_run",
			fields: `"action": "completed", "workflow": {"name": "other"}, "workflow_run": {"conclusion": "failure",
				"updated_at": null, "run_started_at": "2026-01-02T03:04:05Z", "pull_requests": []}`,
			attributes: map[string]any{"title": "other", "workflow": "other"},
		},
		"workflow_job": {
			event: "workflow_job",
			fields: `"action": "completed", "workflow_job": {"conclusion": "failure", "name": "lint", "workflow_name": "build",
				"head_branch": "topic", "head_sha": "abc", "html_url": "https://x/1", "completed_at": "2026-01-02T03:04:05Z"}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "lint", "workflow": "build", "sha": "abc", "url": "https://x/1"},
		},
		"check_run": {
			event: "check_run",
			fields: `"action": "completed", "check_run": {"conclusion": "failure", "name": "lint", "head_sha": "abc", "html_url": "https://x/1",
				"check_suite": {"head_branch": "topic"}, "pull_requests": [{"number": 7}], "completed_at": "2026-01-02T03:04:05Z"}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "lint", "sha": "abc", "url": "https://x/1", "number": 7.0},
		},
		"check_suite": {
			event: "check_suite",
			fields: `"action": "completed", "check_suite": {"conclusion": "failure", "app": {"name": "Linter"}, "head_sha": "abc",
				"head_branch": "topic", "pull_requests": null, "updated_at": "2026-01-02T03:04:05Z"}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "Linter", "sha": "abc"},
		},
		"status": {
			event: "status",
			fields: `"state": "error", "name": "octo/app", "context": "ci/build", "target_url": "https://x/1", "sha": "abc",
				"branches": [{"name": "topic"}, {"name": "main"}], "updated_at": "2026-01-02T04:04:05+01:00"`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "ci/build", "sha": "abc", "url": "https://x/1"},
		},
		"pull_request": {
			event: "pull_request",
			fields: `"action": "opened", "pull_request": {"title": "Fix it", "html_url": "https://x/1", "number": 7, "additions": 0, "deletions": 0,
				"head": {"ref": "topic", "sha": "abc"}, "base": {"ref": "main"}, "created_at": "2026-01-02T03:04:05Z"}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "Fix it", "sha": "abc", "url": "https://x/1", "number": 7.0, "changed_lines": 0.0},
		},
		"pull_request_review": {
			event: "pull_request_review",
			fields: `"action": "submitted", "review": {"state": "approved", "html_url": "https://x/2", "commit_id": "def", "submitted_at": "2026-01-02T03:04:05Z"},
				"pull_request": {"title": "Fix it", "html_url": "https://x/1", "number": 7, "head": {"ref": "topic", "sha": "abc"}}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"title": "Fix it", "sha": "def", "url": "https://x/2", "number": 7.0},
		},
		"push": {
			event: "push",
			fields: `"ref": "refs/heads/feature/topic", "after": "abc", "head_commit": {"timestamp": "2026-01-02T03:04:05Z", "message": "private"},
				"commits": [{"message": "private"}]`,
			place:      signal.Place{Branch: "feature/topic"},
			attributes: map[string]any{"sha": "abc"},
		},
		"deployment_status": {
			event: "deployment_status",
			fields: `"action": "created", "workflow": {"name": "ship"}, "deployment": {"ref": "refs/heads/main", "sha": "abc", "environment": "old"},
				"deployment_status": {"state": "failure", "environment": "production", "target_url": "https://x/1", "updated_at": "2026-01-02T03:04:05Z"}`,
			place:      signal.Place{Branch: "main", Environment: "production"},
			attributes: map[string]any{"workflow": "ship", "sha": "abc", "url": "https://x/1"},
		},
		"deployment_status with the deployment's environment": {
			event: "deployment_status",
			fields: `"workflow": null, "deployment": {"ref": "v1.2.3", "environment": "staging"},
				"deployment_status": {"state": "error", "created_at": "2026-01-02T03:04:05Z"}`,
			place:      signal.Place{Branch: "v1.2.3", Environment: "staging"},
			attributes: map[string]any{},
		},
		"code_scanning_alert": {
			event: "code_scanning_alert",
			fields: `"action": "created", "ref": "refs/heads/topic", "commit_oid": "abc", "alert": {"number": 7, "html_url": "https://x/1",
				"created_at": "2026-01-02T03:04:05Z", "rule": {"id": "go/sql", "name": "other", "description": "Injection"},
				"most_recent_instance": {"ref": "refs/heads/other", "location": {"path": "db/query.go"}}}`,
			place:      signal.Place{Branch: "topic", FilePath: "db/query.go"},
			attributes: map[string]any{"title": "Injection", "rule": "go/sql", "sha": "abc", "url": "https://x/1", "number": 7.0},
		},
		"code_scanning_alert closed by a person": {
			event: "code_scanning_alert",
			fields: `"action": "closed_by_user", "ref": "", "commit_oid": "", "alert": {"created_at": "2025-01-01T00:00:00Z",
				"dismissed_at": "2026-01-02T03:04:05Z", "rule": {"name": "go/sql"}, "most_recent_instance": {"ref": "refs/heads/topic"}}`,
			place:      signal.Place{Branch: "topic"},
			attributes: map[string]any{"rule": "go/sql"},
		},
		"secret_scanning_alert": {
			event: "secret_scanning_alert",
			fields: `"action": "created", "alert": {"number": 7, "html_url": "https://x/1", "secret": "` + awsKey + `", "secret_type": "aws_key",
				"secret_type_display_name": "AWS key", "created_at": "2026-01-02T03:04:05Z"}`,
			attributes: map[string]any{"title": "AWS key", "rule": "aws_key", "url": "https://x/1", "number": 7.0},
		},
		"secret_scanning_alert resolved": {
			event:      "secret_scanning_alert",
			fields:     `"action": "resolved", "alert": {"secret_type": "aws_key", "created_at": "2025-01-01T00:00:00Z", "resolved_at": "2026-01-02T03:04:05Z"}`,
			attributes: map[string]any{"title": "aws_key", "rule": "aws_key"},
		},
		"dependabot_alert": {
			event: "dependabot_alert",
			fields: `"action": "fixed", "alert": {"number": 7, "html_url": "https://x/1", "dependency": {"package": {"name": "left-pad"}},
				"security_advisory": {"summary": "Bad padding"}, "created_at": "2025-01-01T00:00:00Z", "fixed_at": "2026-01-02T03:04:05Z"}`,
			attributes: map[string]any{"title": "Bad padding", "package": "left-pad", "url": "https://x/1", "number": 7.0},
		},
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := said(t, want.event, body(want.fields))
			want.place.RepoID = "octo/app"
			require.Equal(t, want.place, got.Place)
			require.Equal(t, want.attributes, got.Attributes)
			require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), got.OccurredAt)
		})
	}
}

func TestOnlyBranchesAreBranches(t *testing.T) {
	t.Parallel()
	for _, ref := range []string{"refs/tags/v1", "refs/pull/11/merge", ""} {
		require.Empty(t, said(t, "push", body(`"ref": "`+ref+`"`)).Place.Branch, ref)
		require.Empty(t, said(t, "code_scanning_alert", body(`"action": "created", "ref": "`+ref+`"`)).Place.Branch, ref)
	}
	require.Empty(t, said(t, "status", body(`"state": "error", "branches": []`)).Place.Branch)
}
