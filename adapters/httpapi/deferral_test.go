package httpapi_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/ports"
)

// waitingFor answers the first action of a decision of which these surfaces wait.
func waitingFor(t *testing.T, surfaces ...action.Surface) map[string]any {
	t.Helper()
	decided := command.Decided{Decision: someDecision()}
	decided.Decision.Actions[0].Deferral = action.Deferral{
		Surfaces: surfaces, Until: now().Add(8 * time.Hour).In(time.FixedZone("CET", 3600)), Digest: true,
	}
	s := open(t, with(func(a *application.Application) { a.Commands.Decide = always[command.Decide](decided) }))
	answer := s.do(t, request{method: http.MethodPost, path: "/decide", token: adminToken, body: goodDecide})
	s.fits(t, "DecideAnswer", answer.body)
	var got struct {
		Decision struct {
			Actions []map[string]any `json:"actions"`
		} `json:"decision"`
	}
	require.NoError(t, json.Unmarshal([]byte(answer.body), &got))
	require.NotContains(t, got.Decision.Actions[1], "deferral")
	return got.Decision.Actions[0]
}

func TestAnActionThatWaitsSaysUntilWhen(t *testing.T) {
	t.Parallel()
	got := waitingFor(t, action.IDE)
	require.Equal(t, map[string]any{
		"surfaces": []any{"ide"}, "deferred_until": now().Add(8 * time.Hour).Format(time.RFC3339), "digest": true,
	}, got["deferral"])
	require.Contains(t, got["payload"], "presentation", "the asker, CI, has it now")
}

func TestWhatWaitsForTheAskerTooHasNothingToShow(t *testing.T) {
	t.Parallel()
	got := waitingFor(t, action.IDE, action.CI)
	require.Equal(t, []any{"ide", "ci"}, got["deferral"].(map[string]any)["surfaces"])
	require.NotContains(t, got["payload"], "presentation")
}

func TestAPushedActionNamesItsDigest(t *testing.T) {
	t.Parallel()
	pushed := somePushed()
	pushed.DigestID = key(77)
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListActions = always[query.ListActions](query.ActionPage{Items: []ports.PushedAction{pushed}})
	}))
	answer := s.do(t, request{path: actionsPath, token: adminToken})
	s.fits(t, "PushedActionPage", answer.body)
	require.Contains(t, answer.body, `"digest_id":"`+key(77).String()+`"`)
}
