package github

import "github.com/mmm-engine/mmm-engine/domain/signal"

type pushEvent struct {
	envelope

	Ref     string `json:"ref"`
	After   string `json:"after"`
	Deleted bool   `json:"deleted"`
	// HeadCommit is null when nothing is left to be at the head of.
	HeadCommit struct {
		Timestamp moment `json:"timestamp"`
	} `json:"head_commit"`
}

// statement keeps nothing of the commits: their messages and authors are not mapped.
func (e pushEvent) statement() *statement {
	if e.Deleted {
		return nil
	}
	return &statement{
		eventType: "change.pushed", severity: signal.Info,
		actor:      e.Sender,
		occurredAt: firstGiven(e.Repository.PushedAt, e.HeadCommit.Timestamp),
		branch:     branchOf(e.Ref),
		facts:      facts{sha: e.After},
	}
}
