package github_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Every row of the table in downstream.md, with every conclusion and action that
// it names. The parts that a row is decided by stand in the body; the others are
// in facts_test.go.
func TestEveryRowOfTheTable(t *testing.T) {
	t.Parallel()
	type row struct {
		event, fields string
		eventType     string
		severity      signal.Severity
		actorID       string
	}
	var rows []row
	add := func(event, fields, eventType string, severity signal.Severity, actorID string) {
		rows = append(rows, row{event, fields, eventType, severity, actorID})
	}

	const run = `"action": "completed", "workflow_run": {"conclusion": %q, "head_branch": %q, "triggering_actor": {"login": "ann"}, "actor": {"login": "bob"}}`
	for _, conclusion := range []string{"failure", "timed_out", "startup_failure"} {
		add("workflow_run", fmt.Sprintf(run, conclusion, "main"), "ci.failed", signal.High, "ann")
		add("workflow_run", fmt.Sprintf(run, conclusion, "topic"), "ci.failed", signal.Medium, "ann")
	}
	add("workflow_run", fmt.Sprintf(run, "success", "main"), "ci.passed", signal.Info, "ann")

	for _, conclusion := range []string{"failure", "timed_out"} {
		add("workflow_job", fmt.Sprintf(`"action": "completed", "workflow_job": {"conclusion": %q}`, conclusion), "ci.job_failed", signal.Medium, "sam")
		add("check_run", fmt.Sprintf(`"action": "completed", "check_run": {"conclusion": %q}`, conclusion), "ci.check_failed", signal.Medium, "sam")
		add("check_suite", fmt.Sprintf(`"action": "completed", "check_suite": {"conclusion": %q}`, conclusion), "ci.check_failed", signal.Medium, "sam")
	}

	for _, state := range []string{"failure", "error"} {
		add("status", fmt.Sprintf(`"state": %q, "commit": {"author": {"login": "ann"}}`, state), "ci.failed", signal.Medium, "ann")
		add("status", fmt.Sprintf(`"state": %q, "commit": {"author": null}`, state), "ci.failed", signal.Medium, "sam")
		add("deployment_status", fmt.Sprintf(`"action": "created", "deployment_status": {"state": %q, "creator": {"login": "bob"}}, "deployment": {"creator": {"login": "ann"}}`, state), "deploy.failed", signal.High, "ann")
	}

	const change = `"action": %q, "pull_request": {"merged": %t, "additions": %d, "deletions": 400, "user": {"login": "ann"}}`
	for action, eventType := range map[string]string{
		"opened": "change.opened", "ready_for_review": "change.ready", "synchronize": "change.updated",
		"reopened": "change.reopened", "closed": "change.closed",
	} {
		add("pull_request", fmt.Sprintf(change, action, false, 600), eventType, signal.Info, "ann")
		add("pull_request", fmt.Sprintf(change, action, false, 601), eventType, signal.Low, "ann")
	}
	add("pull_request", fmt.Sprintf(change, "closed", true, 600), "change.merged", signal.Info, "ann")

	const review = `"action": "submitted", "review": {"state": %q, "user": {"login": "bob"}}, "pull_request": {"user": {"login": "ann"}}`
	add("pull_request_review", fmt.Sprintf(review, "changes_requested"), "review.changes_requested", signal.Medium, "ann")
	add("pull_request_review", fmt.Sprintf(review, "approved"), "review.approved", signal.Info, "ann")

	add("push", `"ref": "refs/heads/topic", "deleted": false`, "change.pushed", signal.Info, "sam")

	for _, action := range []string{"created", "reopened", "reopened_by_user", "appeared_in_branch"} {
		add("code_scanning_alert", fmt.Sprintf(`"action": %q, "alert": {"rule": {"severity": "error"}}`, action), "security.code_scanning", signal.High, "sam")
	}
	for _, action := range []string{"created", "reopened"} {
		add("secret_scanning_alert", fmt.Sprintf(`"action": %q, "alert": {}`, action), "security.secret_leaked", signal.Critical, "")
	}
	for _, action := range []string{"created", "reopened", "reintroduced", "auto_reopened"} {
		add("dependabot_alert", fmt.Sprintf(`"action": %q, "alert": {"security_advisory": {"severity": "high"}}`, action), "security.vulnerable_dependency", signal.High, "")
	}
	for _, event := range []string{"code_scanning_alert", "secret_scanning_alert", "dependabot_alert"} {
		for _, action := range []string{"fixed", "dismissed", "auto_dismissed", "resolved", "closed", "closed_by_user"} {
			add(event, fmt.Sprintf(`"action": %q, "alert": {"security_advisory": {"severity": "high"}}`, action), "security.resolved", signal.Info, "sam")
		}
	}

	for _, row := range rows {
		got := said(t, row.event, body(row.fields))
		require.Empty(t, got.Problems("", time.Time{}))
		require.Equal(t, row.eventType, signal.KnownEventType(row.eventType))
		want := signal.Signal{
			ID: "delivery-1", TenantID: "acme", Source: "github", ActorID: row.actorID,
			EventType: row.eventType, Severity: row.severity, Attributes: got.Attributes, Place: got.Place,
		}
		if row.actorID != "" {
			want.ActorType = actor.Human
		}
		require.Equal(t, want, got, "%s %s", row.event, row.fields)
	}
}
