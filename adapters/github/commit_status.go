package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

// commitStatusEvent is the "status" event: what a CI system outside of GitHub
// says of a commit.
type commitStatusEvent struct {
	envelope

	SHA   string `json:"sha"`
	State string `json:"state"`
	// Context names the status; the event's own "name" is the repository's.
	Context   string `json:"context"`
	TargetURL string `json:"target_url"`
	// Commit's author is null when the e-mail address belongs to no account.
	Commit struct {
		Author account `json:"author"`
	} `json:"commit"`
	// Branches that have the commit; the first is where it is looked for.
	Branches  []named `json:"branches"`
	UpdatedAt moment  `json:"updated_at"`
	CreatedAt moment  `json:"created_at"`
}

func (e commitStatusEvent) statement() *statement {
	if e.State != "failure" && e.State != "error" {
		return nil
	}
	said := &statement{
		eventType: "ci.failed", severity: signal.Medium,
		actor:      firstKnown(e.Commit.Author, e.Sender),
		occurredAt: firstGiven(e.UpdatedAt, e.CreatedAt),
		facts:      facts{title: e.Context, url: e.TargetURL, sha: e.SHA},
	}
	if len(e.Branches) > 0 {
		said.branch = e.Branches[0].Name
	}
	return said
}
