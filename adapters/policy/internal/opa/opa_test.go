package opa_test

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/logging"
	"github.com/open-policy-agent/opa/v1/runtime"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/policy"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	rules "github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

// agent runs Open Policy Agent on a socket of this machine until the test ends, and answers
// its address.
func agent(t *testing.T) string {
	t.Helper()
	quiet := logging.NewNoOpLogger()
	served, err := runtime.NewRuntime(t.Context(), runtime.Params{
		Addrs: &[]string{"127.0.0.1:0"}, DiagnosticAddrs: &[]string{}, Paths: []string{"mmm.rego"},
		ConfigOverrides: []string{"decision_logs.console=true"}, // without it decisions have no id
		Output:          io.Discard, Logger: quiet, ConsoleLogger: quiet,
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { _ = served.Serve(ctx) })
	t.Cleanup(func() { stop(); serving.Wait() })
	require.Eventually(t, func() bool { return len(served.Addrs()) == 1 }, 10*time.Second, time.Millisecond)
	return "http://" + served.Addrs()[0]
}

func clientOf(t *testing.T, base, document string) *policy.OPA {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	service, err := httpclient.NewService(httpclient.NewDirect(&http.Client{Transport: transport}), httpclient.Settings{
		BaseURL: base, RequestID: func() string { return "r-1" }, Propagate: func(context.Context, http.Header) {},
	})
	require.NoError(t, err)
	return policy.NewOPA(service, document)
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestOpenPolicyAgentItselfRules(t *testing.T) {
	t.Parallel()
	client := clientOf(t, agent(t), "mmm/evaluate")
	ask := func(owner tenant.ID, branch, environment string, kind actor.Type) rules.Ruling {
		answer, err := client.EvaluatePolicy(t.Context(), ports.PolicyQuestion{TenantID: owner, Situation: rules.Situation{
			Surface: action.CI, Branch: branch, Environment: environment, ActorType: kind, Roles: []string{"dev"},
		}})
		require.NoError(t, err)
		return answer.Ruling
	}

	main := ask("acme", "main", "prod", actor.Human)
	require.Equal(t, "rego-acme", main.SnapshotID)
	require.Equal(t, []string{"mmm.rego@3"}, main.VersionIDs)
	require.True(t, main.FailClosed)
	require.NotEmpty(t, main.EvaluationID, "its decision can be looked up there")
	require.False(t, main.Snapshot(noon.Add(-1), false).AllowsType(action.Mentor))
	require.True(t, main.Snapshot(noon, false).AllowsType(action.Mentor), "the window is open")

	again := ask("acme", "main", "prod", actor.Human)
	require.NotEqual(t, main.EvaluationID, again.EvaluationID)
	require.Equal(t, main.Hash, again.Hash)

	require.True(t, ask("acme", "fix", "", actor.Human).Snapshot(noon.Add(-1), false).AllowsType(action.Mentor))
	require.False(t, ask("acme", "fix", "", actor.AIAgent).Snapshot(noon, false).AllowsType(action.Multiplier))
	require.False(t, ask("frozen", "fix", "", actor.Human).Allowed)
}

func TestADocumentThatOpenPolicyAgentDoesNotHaveAllowsNothing(t *testing.T) {
	t.Parallel()
	base := agent(t)
	for document, kind := range map[string]fault.Kind{
		"mmm/nothing": fault.Invalid, "another/package": fault.Invalid, "mmm/misspelt": fault.Unavailable, "mmm": fault.Unavailable,
	} {
		_, err := clientOf(t, base, document).EvaluatePolicy(t.Context(), ports.PolicyQuestion{
			TenantID: "acme", Situation: rules.Situation{Surface: action.CI, ActorType: actor.Human},
		})
		require.True(t, fault.Is(err, kind), "%s: %v", document, err)
	}
}
