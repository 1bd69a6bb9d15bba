package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

type pullRequestEvent struct {
	envelope

	PullRequest pullRequest `json:"pull_request"`
}

type pullRequest struct {
	Number  int64   `json:"number"`
	Title   string  `json:"title"`
	HTMLURL string  `json:"html_url"`
	User    account `json:"user"`
	Head    struct {
		Ref string `json:"ref"`
		SHA string `json:"sha"`
	} `json:"head"`
	Merged bool `json:"merged"`
	// Additions and Deletions are missing where GitHub sends the short form, as in reviews.
	Additions *uint32 `json:"additions"`
	Deletions *uint32 `json:"deletions"`
	UpdatedAt moment  `json:"updated_at"`
	CreatedAt moment  `json:"created_at"`
}

// largeChange is how many changed lines are still not large (downstream.md).
const largeChange = 1000

func (e pullRequestEvent) statement() *statement {
	change := e.PullRequest
	eventType := e.eventType()
	if eventType == "" {
		return nil
	}
	lines, severity := change.changedLines(), signal.Info
	if lines != nil && *lines > largeChange {
		severity = signal.Low
	}
	return &statement{
		eventType: eventType, severity: severity,
		actor:      change.User,
		occurredAt: firstGiven(change.UpdatedAt, change.CreatedAt),
		branch:     change.Head.Ref,
		facts: facts{
			title: change.Title, url: change.HTMLURL, number: change.Number,
			sha: change.Head.SHA, changedLines: lines,
		},
	}
}

func (e pullRequestEvent) eventType() string {
	switch e.Action {
	case "opened":
		return "change.opened"
	case "ready_for_review":
		return "change.ready"
	case "synchronize":
		return "change.updated"
	case "reopened":
		return "change.reopened"
	case "closed":
		if e.PullRequest.Merged {
			return "change.merged"
		}
		return "change.closed"
	}
	return ""
}

func (p pullRequest) changedLines() *float64 {
	if p.Additions == nil || p.Deletions == nil {
		return nil
	}
	lines := float64(*p.Additions) + float64(*p.Deletions)
	return &lines
}

// pullRequests are those that a run or check was for; none for forks.
type pullRequests []struct {
	Number int64 `json:"number"`
}

func (p pullRequests) number() int64 {
	if len(p) == 0 {
		return 0
	}
	return p[0].Number
}
