package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/stats"
)

// GetEffectiveness implements openapi.ServerInterface.
func (s *server) GetEffectiveness(c echo.Context, playbookID string, params openapi.GetEffectivenessParams) error {
	key, err := keyOf("the playbook", playbookID)
	if err != nil {
		return err
	}
	span, problems := rangeOf(params.From, params.To)
	if err := invalid(problems); err != nil {
		return err
	}
	found, err := s.Application.Queries.GetEffectiveness.Do(c.Request().Context(), query.GetEffectiveness{
		Caller: callerOf(c), Playbook: key, Bucket: stats.Bucket(params.Bucket), Range: span,
	})
	if err != nil {
		return err
	}
	answer := openapi.EffectivenessAnswer{
		PlaybookId: key, Bucket: string(found.Bucket), From: found.Range.From, To: found.Range.To, HiddenPoints: found.Hidden,
		Points: each(found.Points, func(p stats.EffectPoint) openapi.EffectPoint {
			return openapi.EffectPoint{Start: p.Start, Effects: effectsAnswer(&p.Effects)}
		}),
	}
	if found.Totals != nil {
		totals := effectsAnswer(found.Totals)
		answer.Totals = &totals
	}
	return ok(c, answer)
}

func effectsAnswer(e *stats.Effects) openapi.Effects {
	return openapi.Effects{
		Shown: e.Shown, Ignored: e.Ignored, Dismissed: e.Dismissed, Accepted: e.Accepted, Executed: e.Executed, Failed: e.Failed,
		AcceptanceRate: orNull(e.AcceptanceRate()), DismissalRate: orNull(e.DismissalRate()),
		IgnoredRate: orNull(e.IgnoredRate()), ExecutionRate: orNull(e.ExecutionRate()),
	}
}

func orNull(rate float64, known bool) *float64 {
	if !known {
		return nil
	}
	return &rate
}
