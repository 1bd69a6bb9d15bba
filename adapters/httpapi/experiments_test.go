package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func TestAnExperimentIsHandedOnAsItWasWritten(t *testing.T) {
	t.Parallel()
	var got command.CreateExperiment
	s := open(t, with(func(a *application.Application) {
		a.Commands.CreateExperiment = recorded(&got, command.ExperimentChanged{Experiment: someExperiment()})
	}))
	r := admin(good()["createExperiment"])
	r.body = `{"name":"n","description":"d","scope":{"surfaces":["ide"],"repositories":["acme/*"],"actor_types":["human"],
		"environments":["prod"]},"playbooks":["` + key(1).String() + `"],"variants":[{"name":"c","weight":5000,"control":true},
		{"name":"t","weight":4000,"playbooks":["` + key(1).String() + `"],"texts":[{"playbook_id":"` + key(1).String() + `",
		"revision":3,"action":0,"title":"t","body":"b","rationale":"r","evidence":["e"]}]},{"name":"h","weight":1000,"holdout":true}]}`
	answer := s.do(t, r)
	require.Equal(t, http.StatusCreated, answer.status, answer.body)
	var want experiment.Definition
	require.NoError(t, json.Unmarshal([]byte(r.body), &want), "the definition's own names are the contract")
	require.Equal(t, want, got.Definition)
	require.Equal(t, []playbook.Key{key(1)}, got.Definition.Playbooks)
}

func TestAnExperimentAnswersItsETagAndToken(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, operation := range []string{"createExperiment", "replaceExperiment", "activateExperiment", "deactivateExperiment"} {
		answer := s.do(t, admin(good()[operation]))
		require.Equal(t, `"1"`, answer.header.Get("ETag"), operation)
		require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"), operation)
		s.fits(t, "Experiment", answer.body)
	}
	require.Equal(t, `"1"`, s.do(t, admin(good()["getExperiment"])).header.Get("ETag"))
}

func TestIfMatchReachesEveryChangeOfAnExperiment(t *testing.T) {
	t.Parallel()
	var replace command.ReplaceExperiment
	var activate command.ActivateExperiment
	var deactivate command.DeactivateExperiment
	changed := command.ExperimentChanged{Experiment: someExperiment()}
	s := open(t, with(func(a *application.Application) {
		a.Commands.ReplaceExperiment = recorded(&replace, changed)
		a.Commands.ActivateExperiment = recorded(&activate, changed)
		a.Commands.DeactivateExperiment = recorded(&deactivate, changed)
	}))
	for header, version := range map[string]int64{`"7"`: 7, `*`: 0, ``: 0} {
		for _, operation := range []string{"replaceExperiment", "activateExperiment", "deactivateExperiment"} {
			r := admin(good()[operation])
			r.header = map[string]string{"If-Match": header}
			require.Less(t, s.do(t, r).status, 300)
			r.header["If-Match"] = `"x"`
			s.problem(t, s.do(t, r), http.StatusPreconditionFailed)
		}
		require.Equal(t, []int64{version, version, version}, []int64{replace.IfMatch, activate.IfMatch, deactivate.IfMatch})
	}
	require.Equal(t, []experiment.Key{key(1), key(1), key(1)}, []experiment.Key{replace.Key, activate.Key, deactivate.Key})
	require.Equal(t, "done", deactivate.Reason)
}

func TestEveryProblemOfAnExperimentsShapeIsTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	for body, paths := range map[string][]string{
		`[]`: {""},
		`{}`: {"name", "variants"},
		`{"name":"n","kind":"x","variants":[{"name":"c","weight":"all"},{"weight":1}]}`: {
			"kind", "variants[0].weight", "variants[1].name", "variants",
		},
		`{"name":"n","playbooks":["x"],"variants":[{"name":"c","weight":5000,"control":true,"playbooks":[]},{"name":"d","weight":5000}]}`: {
			"playbooks[0]", "variants[0].playbooks",
		},
	} {
		r := admin(good()["createExperiment"])
		r.body = body
		require.Subset(t, s.problem(t, s.do(t, r), http.StatusUnprocessableEntity).paths(), paths, body)
	}
}

func TestWhatRefusesAnActivationIsTold(t *testing.T) {
	t.Parallel()
	for code, kind := range map[string]fault.Kind{
		"EXPERIMENT_OVERLAP": fault.Conflict, "EXPERIMENT_STATUS": fault.Conflict, "CONTENTION": fault.Unavailable,
	} {
		s := open(t, with(func(a *application.Application) {
			a.Commands.ActivateExperiment = failing[command.ActivateExperiment, command.ExperimentChanged](fault.New(kind, code, "no"))
		}))
		answer := s.do(t, admin(good()["activateExperiment"]))
		status := http.StatusConflict
		if kind == fault.Unavailable {
			status = http.StatusServiceUnavailable
		}
		require.Equal(t, code, s.problem(t, answer, status).Code)
	}
}

func TestExperimentsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	var list query.ListExperiments
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListExperiments = recorded(&list, query.ExperimentPage{Items: []experiment.Experiment{someExperiment()}, More: true})
	}))
	answer := s.do(t, request{path: "/experiments?status=active&limit=7", token: adminToken})
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	s.fits(t, "ExperimentPage", answer.body)
	require.Equal(t, query.ListExperiments{Caller: list.Caller, Status: experiment.Active, Limit: 7}, list)
	var page struct {
		NextCursor string `json:"next_cursor"`
	}
	require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
	again := "/experiments?status=active&cursor=" + url.QueryEscape(page.NextCursor)
	require.Equal(t, http.StatusOK, s.do(t, request{path: again, token: adminToken}).status)
	require.Equal(t, someExperiment().ID, list.After)
	s.problem(t, s.do(t, request{path: "/experiments?cursor=" + url.QueryEscape(page.NextCursor), token: adminToken}), http.StatusUnprocessableEntity)
}
