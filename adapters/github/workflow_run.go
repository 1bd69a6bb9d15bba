package github

import (
	"cmp"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

type workflowRunEvent struct {
	envelope

	Workflow    named       `json:"workflow"`
	WorkflowRun workflowRun `json:"workflow_run"`
}

type workflowRun struct {
	// Name is the workflow's; DisplayTitle is the commit's or pull request's.
	Name            string       `json:"name"`
	DisplayTitle    string       `json:"display_title"`
	Conclusion      string       `json:"conclusion"`
	HeadBranch      string       `json:"head_branch"`
	HeadSHA         string       `json:"head_sha"`
	HeadRepository  repository   `json:"head_repository"`
	HTMLURL         string       `json:"html_url"`
	PullRequests    pullRequests `json:"pull_requests"`
	TriggeringActor account      `json:"triggering_actor"`
	Actor           account      `json:"actor"`
	UpdatedAt       moment       `json:"updated_at"`
	RunStartedAt    moment       `json:"run_started_at"`
	CreatedAt       moment       `json:"created_at"`
}

// named is anything of which only the name is kept.
type named struct {
	Name string `json:"name"`
}

func (e workflowRunEvent) statement() *statement {
	eventType, severity, acted := e.outcome()
	if e.Action != "completed" || !acted {
		return nil
	}
	run := e.WorkflowRun
	workflow := cmp.Or(run.Name, e.Workflow.Name)
	return &statement{
		eventType: eventType, severity: severity,
		actor:      firstKnown(run.TriggeringActor, run.Actor, e.Sender),
		occurredAt: firstGiven(run.UpdatedAt, run.RunStartedAt, run.CreatedAt),
		branch:     run.HeadBranch,
		facts: facts{
			title: cmp.Or(run.DisplayTitle, workflow), workflow: workflow,
			url: run.HTMLURL, sha: run.HeadSHA, number: run.PullRequests.number(),
		},
	}
}

// outcome answers event type and severity, and whether the table has the conclusion.
func (e workflowRunEvent) outcome() (string, signal.Severity, bool) {
	switch e.WorkflowRun.Conclusion {
	case "success":
		return "ci.passed", signal.Info, true
	case "failure", "timed_out", "startup_failure":
		if e.onDefaultBranch() {
			return "ci.failed", signal.High, true
		}
		return "ci.failed", signal.Medium, true
	}
	return "", signal.Info, false
}

// onDefaultBranch also looks at whose branch it is: a run for a pull request
// from a fork bears the fork's branch, which is often called main too.
func (e workflowRunEvent) onDefaultBranch() bool {
	branch, head := e.WorkflowRun.HeadBranch, e.WorkflowRun.HeadRepository.FullName
	foreign := head != "" && head != e.Repository.FullName
	return branch != "" && branch == e.Repository.DefaultBranch && !foreign
}
