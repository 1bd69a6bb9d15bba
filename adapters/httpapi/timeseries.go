package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// GetTimeseries implements openapi.ServerInterface.
func (s *server) GetTimeseries(c echo.Context, tenantID string, params openapi.GetTimeseriesParams) error {
	span, problems := rangeOf(params.From, params.To)
	if err := invalid(problems); err != nil {
		return err
	}
	found, err := s.Application.Queries.GetTimeseries.Do(c.Request().Context(), query.GetTimeseries{
		Caller: callerOf(c), TenantID: tenant.ID(tenantID), Metric: stats.Measure(params.Metric),
		Bucket: stats.Bucket(params.Bucket), Range: span, GroupBy: stats.GroupBy(params.GroupBy),
	})
	if err != nil {
		return err
	}
	return ok(c, openapi.Timeseries{
		TenantId: tenantID, Metric: string(found.Metric), Bucket: string(found.Bucket), GroupBy: params.GroupBy,
		From: found.Range.From, To: found.Range.To, HiddenPoints: found.Hidden,
		Points: each(found.Points, func(p stats.Point) openapi.SeriesPoint {
			return openapi.SeriesPoint{Start: p.Start, Group: p.Group, Count: p.Count}
		}),
	})
}
