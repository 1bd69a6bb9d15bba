package channel

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// body is the message of downstream.md: nothing else of the decision's context.
type body struct {
	DecisionID          id.UUID   `json:"decision_id"`
	TenantID            string    `json:"tenant_id"`
	ActorID             string    `json:"actor_id"`
	ActorType           string    `json:"actor_type"`
	ActionID            id.UUID   `json:"action_id"`
	ActionType          string    `json:"action_type"`
	Surface             string    `json:"surface"`
	RequiresConsent     bool      `json:"requires_consent"`
	RequiresDualChannel bool      `json:"requires_dual_channel"`
	Payload             any       `json:"payload"`
	EvidenceLinks       []string  `json:"evidence_links"`
	Target              target    `json:"target"`
	ExpiresAt           time.Time `json:"expires_at"`
	TimestampUTC        time.Time `json:"timestamp_utc"`
}

// target is what the action is about; where it is not known it is left out.
type target struct {
	RepoID   string `json:"repo_id"`
	Branch   string `json:"branch"`
	Commit   string `json:"commit,omitempty"`
	PR       int64  `json:"pr,omitempty"`
	FilePath string `json:"file_path,omitempty"`
	Line     int64  `json:"line,omitempty"`
}

func bodyOf(m *delivery.Message) body {
	return body{
		DecisionID: m.DecisionID, TenantID: string(m.TenantID), ActorID: m.ActorID, ActorType: string(m.ActorType),
		ActionID: m.Action.ID, ActionType: string(m.Action.Type), Surface: string(m.Surface),
		RequiresConsent: m.Action.RequiresConsent, RequiresDualChannel: m.Action.RequiresDualChannel,
		Payload: payloadOf(m.Presentation), EvidenceLinks: listed(m.Action.Payload.EvidenceLinks),
		Target: target{
			RepoID: m.RepoID, Branch: m.Branch, Commit: m.Change.Commit, PR: m.Change.PullRequest,
			FilePath: m.FilePath, Line: m.Change.Line,
		},
		ExpiresAt: m.Action.ExpiresAt.UTC(), TimestampUTC: m.At.UTC(),
	}
}

// listed answers a list that is one when it is empty, too.
func listed(links []string) []string { return append([]string{}, links...) }

type idePayload struct {
	StatusLine string `json:"status_line"`
	Card       card   `json:"card"`
}

type card struct {
	Title     string   `json:"title"`
	Body      string   `json:"body"`
	Rationale string   `json:"rationale"`
	Links     []string `json:"links"`
}

type ciPayload struct {
	Summary     string       `json:"summary"`
	Annotations []annotation `json:"annotations"`
}

type annotation struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Level   string `json:"level"`
	Message string `json:"message"`
}

type alertPayload struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// payloadOf answers the one part of the presentation that the surface has.
func payloadOf(p action.Presentation) any {
	switch {
	case p.IDE != nil:
		shown := p.IDE.Card
		return idePayload{StatusLine: p.IDE.StatusLine, Card: card{
			Title: shown.Title, Body: shown.Body, Rationale: shown.Rationale, Links: listed(shown.Links),
		}}
	case p.CI != nil:
		marks := make([]annotation, len(p.CI.Annotations))
		for i, mark := range p.CI.Annotations {
			marks[i] = annotation(mark)
		}
		return ciPayload{Summary: p.CI.Summary, Annotations: marks}
	case p.Alert != nil:
		return alertPayload{Title: p.Alert.Title, Text: p.Alert.Text}
	}
	return nil
}
