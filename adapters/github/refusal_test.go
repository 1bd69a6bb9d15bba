package github_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/github"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestMalformedJSONIsInvalid(t *testing.T) {
	t.Parallel()
	for _, malformed := range []string{"", "{", "payload=%7B%7D", `{"ref": "a"} {}`, "{\"ref\": \"\x00\"}"} {
		require.Contains(t, requireRefused(t, "push", malformed, ""), "is not valid JSON")
		_, err := github.Source{}.Signal(delivery("push", malformed))
		var refused *fault.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "MALFORMED_JSON", refused.Code)
	}
}

func TestAMismatchedTypeNamesTheField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ event, fields, path, message string }{
		{"pull_request", `"action": "opened", "pull_request": {"title": 5}`, "pull_request.title", "must be a string"},
		{"pull_request", `"action": 7`, "action", "must be a string"},
		{"pull_request", `"action": "closed", "pull_request": {"merged": "yes"}`, "pull_request.merged", "must be true or false"},
		{"pull_request", `"action": "closed", "pull_request": {"additions": -1}`, "pull_request.additions", "must be a whole number within range"},
		{"pull_request", `"action": "closed", "pull_request": {"number": 1.5}`, "pull_request.number", "must be a whole number within range"},
		{"pull_request", `"action": "closed", "pull_request": []`, "pull_request", "must be an object"},
		{"status", `"state": "error", "branches": {}`, "branches", "must be an array"},
		{"dependabot_alert", `"action": "created", "alert": {"html_url": 1}`, "alert.html_url", "must be a string"},
	} {
		require.Equal(t, c.message, requireRefused(t, c.event, body(c.fields), c.path))
	}
	require.Equal(t, "must be an object", requireRefused(t, "push", `[]`, ""))
}

func TestAMappedEventNeedsItsRepository(t *testing.T) {
	t.Parallel()
	for _, without := range []string{
		`null`, `{}`, `{"repository": null}`, `{"repository": {}}`, `{"repository": {"full_name": null}}`, `{"repository": {"full_name": ""}}`,
	} {
		require.Equal(t, "is required", requireRefused(t, "push", without, "repository.full_name"))
	}
}

func TestARepositoryThatLooksLikeACredentialIsRefused(t *testing.T) {
	t.Parallel()
	requireRefused(t, "push", `{"repository": {"full_name": "octo/`+awsKey+`"}}`, "repository.full_name")
}

func TestARefusalDoesNotRepeatThePayload(t *testing.T) {
	t.Parallel()
	for _, private := range []string{
		body(`"ref": 424242`), `{"repository": {"full_name": "octo/` + awsKey + `"}}`, `{"424242": §`,
	} {
		_, err := github.Source{}.Signal(delivery("push", private))
		require.Error(t, err)
		require.NotContains(t, err.Error(), "424242")
		require.NotContains(t, err.Error(), awsKey)
		require.NotContains(t, err.Error(), "§")
	}
}

func TestMissingOptionalPartsAreNormal(t *testing.T) {
	t.Parallel()
	for event, fields := range map[string]string{
		"check_run":             `"action": "completed", "check_run": {"conclusion": "failure", "check_suite": null, "pull_requests": null}`,
		"check_suite":           `"action": "completed", "check_suite": {"conclusion": "failure", "head_branch": null, "app": null}`,
		"code_scanning_alert":   `"action": "created", "alert": null`,
		"dependabot_alert":      `"action": "created", "alert": {"dependency": null}`,
		"deployment_status":     `"deployment_status": {"state": "error", "target_url": null}, "deployment": null`,
		"pull_request":          `"action": "closed", "pull_request": null`,
		"pull_request_review":   `"action": "submitted", "review": {"state": "approved"}, "pull_request": null`,
		"push":                  `"head_commit": null`,
		"secret_scanning_alert": `"action": "created", "alert": null`,
		"status":                `"state": "error", "branches": null, "target_url": null`,
		"workflow_job":          `"action": "completed", "workflow_job": {"conclusion": "failure", "workflow_name": null}`,
		"workflow_run":          `"action": "completed", "workflow": null, "workflow_run": {"conclusion": "failure", "pull_requests": null}`,
	} {
		got := said(t, event, `{`+repositoryPart+`, "sender": null, "organization": null, `+fields+`}`)
		require.Empty(t, got.ActorID, event)
		require.Empty(t, got.Attributes, event)
	}
}
