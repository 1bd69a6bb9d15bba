package scene_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/scene"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// sent is what the engine understands of a request.
func sent(t *testing.T, at time.Time) (*signal.Signal, action.Surface) {
	t.Helper()
	body, err := scene.Request{Tenant: scene.Tenant(1), Actor: scene.Actor(2), Number: 3, At: at}.Body()
	require.NoError(t, err)
	var request struct {
		Surface action.Surface `json:"surface"`
		Context struct {
			RepoID string `json:"repo_id"`
			Branch string `json:"branch"`
		} `json:"context"`
		Signal struct {
			ID         string         `json:"signal_id"`
			EventType  string         `json:"event_type"`
			Source     string         `json:"source"`
			Severity   string         `json:"severity"`
			OccurredAt time.Time      `json:"occurred_at"`
			Attributes map[string]any `json:"attributes"`
		} `json:"signal"`
	}
	require.NoError(t, json.Unmarshal(body, &request))
	severity, known := signal.ParseSeverity(request.Signal.Severity)
	require.True(t, known)
	made := &signal.Signal{
		ID: request.Signal.ID, EventType: request.Signal.EventType, Source: request.Signal.Source, Severity: severity,
		OccurredAt: request.Signal.OccurredAt, Attributes: request.Signal.Attributes,
		Place: signal.Place{RepoID: request.Context.RepoID, Branch: request.Context.Branch},
	}
	require.Empty(t, made.Problems("", at))
	return made, request.Surface
}

func published(t *testing.T, rules *celrules.Rules) []playbook.Published {
	t.Helper()
	var all []playbook.Published
	names := make(map[string]bool)
	for i, definition := range scene.Playbooks() {
		require.Empty(t, definition.Normalised().Problems(), definition.Name)
		require.Empty(t, rules.Check(definition), definition.Name)
		program, err := rules.Compile(definition)
		require.NoError(t, err)
		names[definition.Name] = true
		all = append(all, playbook.Published{
			Playbook: id.UUID{byte(i)}, Revision: 1, Definition: definition.Normalised(),
			Program: func() (*playbook.Program, error) { return program, nil },
		})
	}
	require.Len(t, names, scene.InForce, "names tell them apart")
	return all
}

// What the benchmark is about (performance.md): 20 playbooks of which 2 match, with
// conditions, and one says something, on the asking surface alone.
func TestOfThePlaybooksTwoMatchAndOneFires(t *testing.T) {
	t.Parallel()
	rules, err := celrules.New(celrules.DefaultCapacity)
	require.NoError(t, err)
	noon := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	asked, surface := sent(t, noon)
	own := tenant.DefaultPolicy()
	in := &decision.Inputs{
		Request: decision.Request{
			Now: noon, Signal: asked, Explain: true,
			Context: playbook.Context{Surface: surface, Place: asked.Place},
		},
		Policy: own, Snapshot: policy.Own("bench", own), Playbooks: playbook.NewIndex(published(t, rules)),
	}
	in.Request.Actor.ID = scene.Actor(0)
	in.Facts = playbook.Facts{
		Signal: asked, Actor: in.Request.Actor, Context: in.Request.Context, Now: noon,
		Recent: signal.WithCurrent(nil, asked),
	}
	in.Env = rules.Bind(&in.Facts)
	matched := in.Playbooks.Match(&in.Facts)
	require.Len(t, matched, scene.Matching)
	for _, p := range matched {
		require.NotEmpty(t, p.Definition.Conditions, p.Definition.Name)
	}
	decided, _ := decision.Limit(in, decision.Gate(in, decision.Evaluate(in)))
	require.Len(t, decided.Fired, scene.Firing)
	require.Len(t, decided.Actions, 1)
	require.Equal(t, []action.Surface{surface}, decided.Actions[0].Surfaces)
	require.Empty(t, decided.Suppressed, "a playbook that cannot be rendered would be here")
}
