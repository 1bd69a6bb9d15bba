package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
)

// GetExperimentResults implements openapi.ServerInterface.
func (s *server) GetExperimentResults(c echo.Context, key string) error {
	at, err := keyOf("the experiment", key)
	if err != nil {
		return err
	}
	found, err := s.Application.Queries.GetExperimentResults.Do(c.Request().Context(),
		query.GetExperimentResults{Caller: callerOf(c), Key: at})
	if err != nil {
		return err
	}
	answer := openapi.ExperimentResults{
		ExperimentId: found.Key, Status: string(found.Status), Variants: each(found.Variants, variantAnswer),
	}
	if found.Ratio != nil {
		answer.SampleRatio = &openapi.SampleRatio{PValue: found.Ratio.PValue, Mismatch: found.Ratio.Mismatch}
	}
	return ok(c, answer)
}

func variantAnswer(v results.Variant) openapi.VariantResults {
	seen := v.Seen
	answer := openapi.VariantResults{Name: v.Name, Control: v.Control, Holdout: v.Holdout, Hidden: seen == nil}
	if seen == nil {
		return answer
	}
	answer.Exposures, answer.Actors, answer.Accepted, answer.Dismissed = &seen.Exposures, &seen.Actors, &seen.Accepted, &seen.Dismissed
	answer.ProbabilityOfBeingBest = seen.Best
	if rate := seen.Rate; rate != nil {
		answer.Rate = &rate.Value
		answer.CredibleInterval = &openapi.CredibleInterval{Low: rate.Low, High: rate.High}
	}
	return answer
}
