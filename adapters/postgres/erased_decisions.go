package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// eraseDecisions makes some of the actor's decisions anonymous, with what others said of
// them. Keys under which others asked for them go with the name.
func (p *piece) eraseDecisions(ctx context.Context) (int64, error) {
	found, err := p.ListDecisionsOf(ctx, p.owner, p.ActorID, p.most)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	anonymous := writedb.EraseDecisionsParams{Alias: p.Alias, TenantID: p.owner}
	var actions []id.UUID
	var times []time.Time
	for _, row := range found {
		of, body, err := anonymousBody(row, p.Alias)
		if err != nil {
			return 0, err
		}
		anonymous.DecisionIds, anonymous.Bodies = append(anonymous.DecisionIds, row.DecisionID), append(anonymous.Bodies, body)
		actions, times = append(actions, of...), append(times, row.CreatedAt)
	}
	if _, err := p.EraseKeysOfDecisions(ctx, p.owner, times, anonymous.DecisionIds); err != nil {
		return 0, err
	}
	if err := p.eraseWords(ctx, actions); err != nil {
		return 0, err
	}
	return p.EraseDecisions(ctx, anonymous)
}

// anonymousBody answers also of which actions the decision is.
func anonymousBody(row writedb.ListDecisionsOfRow, alias string) (actions []id.UUID, body string, err error) {
	decided, err := decision.FromDocument(row.Body)
	if err != nil {
		return nil, "", fmt.Errorf("decision %s: %w", row.DecisionID, err)
	}
	for i := range decided.Actions {
		actions = append(actions, decided.Actions[i].ID)
	}
	anonymous := decided.Anonymous(alias)
	body, err = anonymous.Document()
	if err != nil {
		return nil, "", fmt.Errorf("decision %s: %w", row.DecisionID, err)
	}
	return actions, body, nil
}

// eraseWords puts the alias into what others said of the actor's actions.
func (p *piece) eraseWords(ctx context.Context, actions []id.UUID) error {
	named := actor.Mentions(p.ActorID)
	outcomes, err := p.ListWordsOnOutcomes(ctx, p.owner, actions, p.ActorID)
	if err != nil {
		return err
	}
	for _, said := range outcomes {
		without := named.Replace(said.Reason, p.Alias)
		if err := p.EraseWordsOnOutcome(ctx, writedb.EraseWordsOnOutcomeParams{
			Reason: without, TenantID: p.owner, ActionID: said.ActionID, Stage: said.Stage,
		}); err != nil {
			return err
		}
	}
	return p.eraseWordsOnApprovals(ctx, actions, named)
}

func (p *piece) eraseWordsOnApprovals(ctx context.Context, actions []id.UUID, named actor.Mention) error {
	approvals, err := p.ListWordsOnApprovals(ctx, p.owner, actions, p.ActorID)
	if err != nil {
		return err
	}
	for _, said := range approvals {
		if err := p.EraseWordsOnApproval(ctx, writedb.EraseWordsOnApprovalParams{
			ActorReason: named.Replace(said.ActorReason, p.Alias), ApproverReason: named.Replace(said.ApproverReason, p.Alias),
			TenantID: p.owner, ActionID: said.ActionID,
		}); err != nil {
			return err
		}
	}
	return nil
}
