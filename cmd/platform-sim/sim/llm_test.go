package sim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const asksForText = `{"request_id":"018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c","schema_version":"v1",` +
	`"actor":{"actor_id":"018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3d","actor_type":"human","roles":[],"capabilities":["llm.invoke"],"scopes":["llm.chat"]},` +
	`"tenant":{"tenant_id":"acme","region":"eu"},"logical_model_id":"m","operation_type":"chat","sensitivity_level":"internal",` +
	`"system_prompt_id":"s","user_prompt":"grüße","context_segments":[],"policy_snapshot_id":"p","policy_version_ids":["v"],` +
	`"budget":{"max_tokens":10,"timeout_ms":3000,"priority":"normal"},"dry_run":false}`

func (m *mounted) text(path, body string) answer {
	m.t.Helper()
	return m.do("POST", "/llm"+path, body, "X-Tenant-ID", "acme")
}

func TestTheGatewayWritesASentenceOfItsOwnUnlessItWasTold(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	type written struct {
		ResponseID string `json:"response_id"`
		Decision   string
		Output     *struct{ Content string }
	}
	for _, path := range []string{"/v1/llm/generate", "/api/v1/llm/chat"} {
		var got written
		m.text(path, asksForText).into(&got)
		require.Equal(t, "ALLOWED", got.Decision)
		require.Equal(t, "Written from 5 characters.", got.Output.Content)
		require.NotEmpty(t, got.ResponseID)
	}
	told := `{"decision":"BLOCKED","output":null,"risk_flags":[{"risk_class":"toxicity","severity":"high"}]}`
	require.Equal(t, 200, m.do("PUT", "/_sim/llm/answer", told).status)
	body := string(m.text("/v1/llm/generate", asksForText).body)
	require.Contains(t, body, `"decision":"BLOCKED","output":null,"risk_flags":[{"risk_class":"toxicity","severity":"high"}]`)
	require.Equal(t, 200, m.do("PUT", "/_sim/llm/answer", `{"chat_only":true}`).status)
	m.text("/v1/llm/generate", asksForText).refused(404, "")
	require.Equal(t, 200, m.text("/api/v1/llm/chat", asksForText).status)
	require.Equal(t, 204, m.do("DELETE", "/_sim/llm/answer", nil).status)
	require.Equal(t, 200, m.text("/v1/llm/generate", asksForText).status)
}

func TestTheGatewayRefusesWhatTheContractDoesNotKnow(t *testing.T) {
	t.Parallel()
	m := mount(t, sim.Options{})
	for old, c := range map[string]struct{ other, path string }{
		`"schema_version":"v1"`:                  {`"schema_version":"v2"`, "schema_version"},
		`"actor_type":"human"`:                   {`"actor_type":"ai_agent"`, "actor.actor_type"},
		`"user_prompt":"grüße"`:                  {`"user_prompt":""`, "user_prompt"},
		`"max_tokens":10`:                        {`"max_tokens":0`, "budget.max_tokens"},
		`"dry_run":false`:                        {`"dry_run":false,"source":"x"`, "source"},
		`"018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3d"`: {`"kim"`, "actor.actor_id"},
	} {
		m.text("/v1/llm/generate", strings.Replace(asksForText, old, c.other, 1)).refused(422, c.path)
	}
	m.do("POST", "/llm/v1/llm/generate", asksForText, "X-Tenant-ID", "beta").refused(403, "")
	m.text("/v1/llm/generate", "{").refused(400, "")
}
