package github_test

import (
	"fmt"
	"testing"
)

func TestWhatTheTableDoesNotNameIsIgnored(t *testing.T) {
	t.Parallel()
	requireIgnored(t, "ping", body(`"zen": "Keep it logically awesome."`))
	requireIgnored(t, "", body(`"action": "completed"`))
	requireIgnored(t, "issues", "not even JSON")
	requireIgnored(t, "Push", body(`"ref": "refs/heads/main"`))
	requireIgnored(t, "push", body(`"ref": "refs/heads/main", "deleted": true`))

	for _, conclusion := range []string{"cancelled", "skipped", "neutral", "action_required", "stale", ""} {
		for _, event := range []string{"workflow_run", "workflow_job", "check_run", "check_suite"} {
			requireIgnored(t, event, body(fmt.Sprintf(`"action": "completed", %q: {"conclusion": %q}`, event, conclusion)))
		}
	}
	for _, event := range []string{"workflow_job", "check_run", "check_suite"} {
		requireIgnored(t, event, body(fmt.Sprintf(`"action": "completed", %q: {"conclusion": "success"}`, event)))
		requireIgnored(t, event, body(fmt.Sprintf(`"action": "completed", %q: {"conclusion": "startup_failure"}`, event)))
		requireIgnored(t, event, body(fmt.Sprintf(`"action": "rerequested", %q: {"conclusion": "failure"}`, event)))
	}
	requireIgnored(t, "workflow_run", body(`"action": "requested", "workflow_run": {"conclusion": "failure"}`))
	for _, state := range []string{"success", "pending", "in_progress", "inactive"} {
		requireIgnored(t, "status", body(fmt.Sprintf(`"state": %q`, state)))
		requireIgnored(t, "deployment_status", body(fmt.Sprintf(`"deployment_status": {"state": %q}`, state)))
	}
	for _, action := range []string{"edited", "labeled", "converted_to_draft", ""} {
		requireIgnored(t, "pull_request", body(fmt.Sprintf(`"action": %q, "pull_request": {}`, action)))
	}
	requireIgnored(t, "pull_request_review", body(`"action": "submitted", "review": {"state": "commented"}`))
	requireIgnored(t, "pull_request_review", body(`"action": "dismissed", "review": {"state": "approved"}`))
	for _, event := range []string{"code_scanning_alert", "secret_scanning_alert", "dependabot_alert"} {
		requireIgnored(t, event, body(`"action": "assigned", "alert": {}`))
	}
}

func TestWhatIsIgnoredNeedsNoRepository(t *testing.T) {
	t.Parallel()
	requireIgnored(t, "pull_request", `{"action": "labeled"}`)
}
