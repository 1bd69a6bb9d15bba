package httpapi

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// GetTenantMetrics implements openapi.ServerInterface.
func (s *server) GetTenantMetrics(c echo.Context, tenantID string, params openapi.GetTenantMetricsParams) error {
	start, problems := dayOf("start_date", params.StartDate)
	end, more := dayOf("end_date", params.EndDate)
	if err := invalid(append(problems, more...)); err != nil {
		return err
	}
	found, err := s.Application.Queries.GetMetrics.Do(c.Request().Context(), query.GetMetrics{
		Caller: callerOf(c), TenantID: tenant.ID(tenantID), Start: start, End: end,
	})
	if err != nil {
		return err
	}
	return ok(c, openapi.TenantMetrics{
		TenantId: tenantID, Aggregates: aggregatesAnswer(found.Totals),
		Period: openapi.MetricsPeriod{Start: found.Start.Format(time.DateOnly), End: found.End.Format(time.DateOnly)},
	})
}

func aggregatesAnswer(t stats.Totals) openapi.TenantAggregates {
	return openapi.TenantAggregates{
		DecisionsTotal: t.Decisions, ActionsTotal: t.Actions, OutcomesTotal: t.Outcomes,
		ActionsByType: openapi.ActionsByType{
			Mirror: t.ActionsByType[action.Mirror], Mentor: t.ActionsByType[action.Mentor],
			Multiplier: t.ActionsByType[action.Multiplier],
		},
		OutcomesByResult: openapi.OutcomesByResult{
			Shown: t.OutcomesByResult[outcome.Shown], Ignored: t.OutcomesByResult[outcome.Ignored],
			Dismissed: t.OutcomesByResult[outcome.Dismissed], Accepted: t.OutcomesByResult[outcome.Accepted],
			Executed: t.OutcomesByResult[outcome.Executed], Failed: t.OutcomesByResult[outcome.Failed],
		},
	}
}

// dayOf reads a day; none is for the default. A whole time is for its day in UTC.
func dayOf(name string, asked *string) (time.Time, []fault.Problem) {
	if asked == nil {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, *asked); err == nil {
		return day, nil
	}
	at, ok := intake.Moment(*asked)
	if !ok {
		return at, []fault.Problem{{Path: name, Message: "must be a date, such as 2026-01-31"}}
	}
	return stats.Day(at), nil
}

// rangeOf reads a range that counts are asked for.
func rangeOf(from, to *string) (stats.Range, []fault.Problem) {
	span, problems := spanOf(from, to)
	return stats.Range(span), problems
}
