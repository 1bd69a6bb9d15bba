package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

const checkFailed = "ci.check_failed"

type checkRunEvent struct {
	envelope

	CheckRun checkRun `json:"check_run"`
}

type checkRun struct {
	Name         string       `json:"name"`
	Conclusion   string       `json:"conclusion"`
	HeadSHA      string       `json:"head_sha"`
	HTMLURL      string       `json:"html_url"`
	CheckSuite   checkSuite   `json:"check_suite"`
	PullRequests pullRequests `json:"pull_requests"`
	CompletedAt  moment       `json:"completed_at"`
	StartedAt    moment       `json:"started_at"`
}

func (e checkRunEvent) statement() *statement {
	run := e.CheckRun
	if e.Action != "completed" || !failed(run.Conclusion) {
		return nil
	}
	return &statement{
		eventType: checkFailed, severity: signal.Medium,
		actor:      e.Sender,
		occurredAt: firstGiven(run.CompletedAt, run.StartedAt),
		branch:     run.CheckSuite.HeadBranch,
		facts: facts{
			title: run.Name, url: run.HTMLURL, sha: run.HeadSHA, number: run.PullRequests.number(),
		},
	}
}

type checkSuiteEvent struct {
	envelope

	CheckSuite checkSuite `json:"check_suite"`
}

// checkSuite has neither a name nor a page of its own: it goes by its app's name.
type checkSuite struct {
	App          named        `json:"app"`
	Conclusion   string       `json:"conclusion"`
	HeadBranch   string       `json:"head_branch"`
	HeadSHA      string       `json:"head_sha"`
	PullRequests pullRequests `json:"pull_requests"`
	UpdatedAt    moment       `json:"updated_at"`
	CreatedAt    moment       `json:"created_at"`
}

func (e checkSuiteEvent) statement() *statement {
	suite := e.CheckSuite
	if e.Action != "completed" || !failed(suite.Conclusion) {
		return nil
	}
	return &statement{
		eventType: checkFailed, severity: signal.Medium,
		actor:      e.Sender,
		occurredAt: firstGiven(suite.UpdatedAt, suite.CreatedAt),
		branch:     suite.HeadBranch,
		facts: facts{
			title: suite.App.Name, sha: suite.HeadSHA, number: suite.PullRequests.number(),
		},
	}
}
