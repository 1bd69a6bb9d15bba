// Package job has what background jobs do.
package job

import (
	"context"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// SignalEvaluator decides accepted signals, through the same command as a request.
type SignalEvaluator struct {
	signals ports.SignalReader
	decide  application.UseCase[command.Decide, command.Decided]
}

// NewSignalEvaluator makes the evaluator.
func NewSignalEvaluator(
	signals ports.SignalReader, decide application.UseCase[command.Decide, command.Decided],
) *SignalEvaluator {
	return &SignalEvaluator{signals: signals, decide: decide}
}

// Evaluate decides the signal in the background. A job that runs twice finds the
// decision already made; a signal that is gone (erased) needs none.
func (e *SignalEvaluator) Evaluate(ctx context.Context, wanted ports.EvaluateSignal) error {
	s, err := e.signals.ReadSignal(ctx, wanted.TenantID, wanted.SignalID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = e.decide.Do(ctx, command.Decide{
		Caller: actor.Caller{
			TenantID: wanted.TenantID,
			// No name: whatever an actor is called, it is not us.
			Actor:  actor.Actor{Type: actor.Service},
			Scopes: []actor.Scope{actor.ScopeDecide, actor.ScopeActForOthers},
		},
		ActorID: s.ActorID, ActorType: s.ActorType, Repository: s.ActorID == "",
		Surface: action.Background, Place: s.Place, Signal: &s,
	})
	return err
}
