package command

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// request fixes ids and time and fills in what the caller may leave out.
func (h *DecideHandler) request(c Decide) (decision.Request, []fault.Problem) {
	now := h.clock.Now()
	request := decision.Request{
		TenantID: c.Caller.TenantID, Now: now, ID: h.ids.New(now).Root(), ReceiptID: h.ids.New(now), Explain: c.Explain,
		Actor: actorOf(c),
		Context: playbook.Context{
			Place: c.Place, Surface: cmp.Or(c.Surface, action.IDE), EvaluationPoint: c.EvaluationPoint,
		},
	}
	if request.Context.EvaluationPoint == "" {
		request.Context.EvaluationPoint = decision.DefaultEvaluationPoint(request.Surface())
	}
	problems := c.problems(request)
	if c.Signal != nil {
		s := c.Signal.NotAfter(now)
		s.TenantID, s.ActorID, s.ActorType, s.Place = request.TenantID, request.Actor.ID, request.Actor.Type, c.Place
		problems = append(problems, c.Signal.Problems("signal.", now)...)
		request.Signal = &s
	}
	return request, problems
}

// actorOf answers whom the decision is for. A token's roles are the caller's own;
// another actor has those that the request names.
func actorOf(c Decide) actor.Actor {
	if c.Repository {
		return actor.Actor{}
	}
	if c.ActorID == "" || c.ActorID == c.Caller.Actor.ID {
		own := c.Caller.Actor
		if len(c.Roles) > 0 {
			own.Roles = c.Roles
		}
		return own
	}
	return actor.Actor{ID: c.ActorID, Type: cmp.Or(c.ActorType, actor.Human), Roles: c.Roles}
}

func (c Decide) problems(request decision.Request) []fault.Problem {
	var problems []fault.Problem
	add := func(path, message string) {
		problems = append(problems, fault.Problem{Path: path, Message: message})
	}
	if c.ActorType != "" && !c.ActorType.Valid() {
		add("actor_type", "must be human or ai_agent")
	}
	if !request.Surface().Shows() && request.Surface() != action.Background {
		add("surface", "must be ide, ci or alert")
	}
	if !slices.Contains(decision.EvaluationPoints(), request.Context.EvaluationPoint) {
		add("context.evaluation_point", "must be pre-commit, pre-merge, pre-deploy or post-deploy")
	}
	problems = append(problems, signal.NameProblems("actor_id", c.ActorID, actor.MaxIDLength)...)
	for i, role := range c.Roles {
		problems = append(problems, signal.TextProblems(fmt.Sprintf("context.roles[%d]", i), role, signal.MaxText)...)
	}
	return append(problems, c.Place.Problems("context.")...)
}
