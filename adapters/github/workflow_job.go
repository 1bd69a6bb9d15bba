package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

type workflowJobEvent struct {
	envelope

	WorkflowJob workflowJob `json:"workflow_job"`
}

type workflowJob struct {
	Name         string `json:"name"`
	WorkflowName string `json:"workflow_name"`
	Conclusion   string `json:"conclusion"`
	HeadBranch   string `json:"head_branch"`
	HeadSHA      string `json:"head_sha"`
	HTMLURL      string `json:"html_url"`
	CompletedAt  moment `json:"completed_at"`
	StartedAt    moment `json:"started_at"`
	CreatedAt    moment `json:"created_at"`
}

func (e workflowJobEvent) statement() *statement {
	job := e.WorkflowJob
	if e.Action != "completed" || !failed(job.Conclusion) {
		return nil
	}
	return &statement{
		eventType: "ci.job_failed", severity: signal.Medium,
		actor:      e.Sender,
		occurredAt: firstGiven(job.CompletedAt, job.StartedAt, job.CreatedAt),
		branch:     job.HeadBranch,
		facts: facts{
			title: job.Name, workflow: job.WorkflowName, url: job.HTMLURL, sha: job.HeadSHA,
		},
	}
}

// failed reports whether a job or check ended in a way that the table maps.
func failed(conclusion string) bool {
	return conclusion == "failure" || conclusion == "timed_out"
}
