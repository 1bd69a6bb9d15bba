package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

type reviewEvent struct {
	envelope

	Review      review      `json:"review"`
	PullRequest pullRequest `json:"pull_request"`
}

type review struct {
	State       string `json:"state"`
	HTMLURL     string `json:"html_url"`
	CommitID    string `json:"commit_id"`
	SubmittedAt moment `json:"submitted_at"`
}

// statement is for the author of the change, who has something to do now, and
// not for the reviewer.
func (e reviewEvent) statement() *statement {
	eventType, severity := e.outcome()
	if e.Action != "submitted" || eventType == "" {
		return nil
	}
	change := e.PullRequest
	return &statement{
		eventType: eventType, severity: severity,
		actor:      change.User,
		occurredAt: firstGiven(e.Review.SubmittedAt, change.UpdatedAt),
		branch:     change.Head.Ref,
		facts: facts{
			title: change.Title, url: e.Review.HTMLURL, number: change.Number,
			sha: e.Review.CommitID, changedLines: change.changedLines(),
		},
	}
}

func (e reviewEvent) outcome() (string, signal.Severity) {
	switch e.Review.State {
	case "changes_requested":
		return "review.changes_requested", signal.Medium
	case "approved":
		return "review.approved", signal.Info
	}
	return "", signal.Info
}
