package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Zeros are told, and of what is hidden nothing is.
func TestResultsHaveTheDocumentedShape(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["getExperimentResults"]))
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	interval := func(variant int) string {
		rate := someResults().Variants[variant].Seen.Rate
		return fmt.Sprintf(`{"low":%v,"high":%v}`, rate.Low, rate.High)
	}
	require.JSONEq(t, `{"experiment_id":"01000000-0000-7000-8000-000000000001","status":"active","variants":[
		{"name":"control","control":true,"holdout":false,"hidden":false,"exposures":60,"actors":50,"accepted":0,"dismissed":7,
			"rate":0,"credible_interval":`+interval(0)+`,"probability_of_being_best":0.5},
		{"name":"short","control":false,"holdout":false,"hidden":false,"exposures":60,"actors":40,"accepted":0,"dismissed":0,
			"rate":0,"credible_interval":`+interval(1)+`,"probability_of_being_best":0.5},
		{"name":"rare","control":false,"holdout":false,"hidden":true},
		{"name":"silent","control":false,"holdout":true,"hidden":false,"exposures":1,"actors":10,"accepted":0,"dismissed":0,
			"rate":0,"credible_interval":`+interval(3)+`}],
		"sample_ratio":{"p_value":1,"mismatch":false}}`, answer.body)
}

func TestResultsOfADraftAreAllHidden(t *testing.T) {
	t.Parallel()
	draft := query.ExperimentResults{
		Key: key(1), Status: experiment.Draft, Results: results.Of(someExperiment().Definition, nil),
	}
	s := open(t, with(func(a *application.Application) {
		a.Queries.GetExperimentResults = always[query.GetExperimentResults](draft)
	}))
	answer := s.do(t, admin(good()["getExperimentResults"]))
	s.fits(t, "ExperimentResults", answer.body)
	require.NotContains(t, answer.body, `"hidden":false`)
	require.NotContains(t, answer.body, "sample_ratio")
}

func TestResultsOfNoExperimentAreNotFound(t *testing.T) {
	t.Parallel()
	var asked query.GetExperimentResults
	s := open(t, with(func(a *application.Application) {
		a.Queries.GetExperimentResults = failing[query.GetExperimentResults, query.ExperimentResults](
			fault.New(fault.NotFound, "NOT_FOUND", "the experiment does not exist"))
	}))
	require.Equal(t, "NOT_FOUND", s.problem(t, s.do(t, admin(good()["getExperimentResults"])), http.StatusNotFound).Code)
	s = open(t, with(func(a *application.Application) {
		a.Queries.GetExperimentResults = recorded(&asked, someResults())
	}))
	s.problem(t, s.do(t, request{path: "/experiments/x/results", token: adminToken}), http.StatusNotFound)
	require.Zero(t, asked, "what is no id is not looked for")
	require.Equal(t, http.StatusOK, s.do(t, admin(good()["getExperimentResults"])).status)
	require.Equal(t, query.GetExperimentResults{Caller: asked.Caller, Key: key(1)}, asked)
	s.problem(t, s.do(t, request{path: "/experiments/" + key(1).String() + "/results", token: agentToken}), http.StatusForbidden)
}
