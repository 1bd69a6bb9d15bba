package llm_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/llm"
	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/ports"
)

// gateway answers by path as it is told, and keeps what it was asked.
type gateway struct {
	status map[string]int
	body   string
	err    error

	paths []string
	sent  string
	owner string
	named string
}

func (g *gateway) Ask(request *http.Request) (int, []byte, error) {
	g.paths = append(g.paths, request.URL.Path)
	g.owner, g.named = request.Header.Get("X-Tenant-ID"), request.Header.Get("X-Request-Id")
	sent, err := io.ReadAll(request.Body)
	g.sent = string(sent)
	if err == nil {
		err = g.err
	}
	status, told := g.status[request.URL.Path]
	if !told {
		status = http.StatusOK
	}
	return status, []byte(g.body), err
}

func clientOf(g *gateway) *llm.Client {
	return llm.New(g, llm.Settings{Model: "model-1", Sensitivity: "internal", Region: "eu"}, &memory.IDs{})
}

func request() ports.TextRequest {
	return ports.TextRequest{
		TenantID: "acme", ActorRef: id.UUID{7}, ActorType: "ai_agent", Roles: []string{"dev"},
		Prompt:   generation.Prompt{PlaybookID: id.UUID{1}, SystemPromptID: "sys", Text: `Explain "main".`, MaxTokens: 200},
		Snapshot: policy.Snapshot{ID: "snap-1", VersionIDs: []string{"p@1"}},
	}
}

const allowed = `{"response_id":"r","decision":"ALLOWED","output":{"content":"Do this.","redacted_output_summary":"x"},"risk_flags":[]}`

func TestTheGatewayIsSentWhatTheContractNamesAndNothingElse(t *testing.T) {
	t.Parallel()
	g := &gateway{body: allowed}
	_, err := clientOf(g).GenerateText(t.Context(), request())
	require.NoError(t, err)
	require.Equal(t, []string{"/v1/llm/generate"}, g.paths)
	require.Equal(t, "acme", g.owner)
	var sent map[string]any
	require.NoError(t, json.Unmarshal([]byte(g.sent), &sent))
	requestID, _ := sent["request_id"].(string)
	require.Len(t, requestID, 36)
	require.Equal(t, requestID, g.named)
	delete(sent, "request_id")
	rest, err := json.Marshal(sent)
	require.NoError(t, err)
	require.JSONEq(t, `{"schema_version":"v1",
		"actor":{"actor_id":"07000000-0000-0000-0000-000000000000","actor_type":"agent","roles":["dev"],"capabilities":["llm.invoke"],"scopes":["llm.chat"]},
		"tenant":{"tenant_id":"acme","region":"eu"},"logical_model_id":"model-1","operation_type":"chat","sensitivity_level":"internal",
		"system_prompt_id":"sys","user_prompt":"Explain \"main\".","context_segments":[],"policy_snapshot_id":"snap-1","policy_version_ids":["p@1"],
		"budget":{"max_tokens":200,"timeout_ms":3000,"priority":"normal"},"dry_run":false}`, string(rest))
}

func TestTheRegionOfDataGovernanceWins(t *testing.T) {
	t.Parallel()
	g := &gateway{body: allowed}
	asked := request()
	asked.Region = "us"
	_, err := clientOf(g).GenerateText(t.Context(), asked)
	require.NoError(t, err)
	require.Contains(t, g.sent, `"region":"us"`)
}

func TestAGatewayThatServesTheOlderPathOnlyIsRememberedForIt(t *testing.T) {
	t.Parallel()
	g := &gateway{body: allowed, status: map[string]int{"/v1/llm/generate": http.StatusNotFound}}
	client := clientOf(g)
	for range 2 {
		_, err := client.GenerateText(t.Context(), request())
		require.NoError(t, err)
	}
	require.Equal(t, []string{"/v1/llm/generate", "/api/v1/llm/chat", "/api/v1/llm/chat"}, g.paths)
	g.status = map[string]int{"/api/v1/llm/chat": http.StatusNotFound} // it was replaced
	for range 2 {
		_, err := client.GenerateText(t.Context(), request())
		require.NoError(t, err)
	}
	require.Equal(t, []string{"/api/v1/llm/chat", "/v1/llm/generate", "/v1/llm/generate"}, g.paths[3:])
	nowhere := &gateway{status: map[string]int{"/v1/llm/generate": http.StatusNotFound, "/api/v1/llm/chat": http.StatusNotFound}}
	client = clientOf(nowhere)
	for range 2 {
		_, err := client.GenerateText(t.Context(), request())
		require.True(t, fault.Is(err, fault.Invalid), "%v", err)
	}
	require.Len(t, nowhere.paths, 4, "and not for what it does not serve")
}

func TestTheVerdictIsTheStricterOfBothPlaces(t *testing.T) {
	t.Parallel()
	const content = `"output":{"content":"Do this."}`
	flag := generation.Flag{RiskClass: "tone", Severity: "low"}
	warned := func(of string) generation.Text { // without a flag the receipt would not show it
		return generation.Text{
			Content: "Do this.", Safety: generation.Warn, Flags: []generation.Flag{{RiskClass: of, Severity: "unspecified"}},
		}
	}
	for body, want := range map[string]generation.Text{
		`{"decision":"ALLOWED",` + content + `}`:     {Content: "Do this.", Safety: generation.Pass},
		`{"decision":"TRANSFORMED",` + content + `}`: warned("transformed"),
		`{"decision":"DEGRADED",` + content + `}`:    warned("degraded"),
		`{"decision":"ALLOWED",` + content + `,"risk_flags":[{"risk_class":"tone","severity":"low"}]}`: {
			Content: "Do this.", Safety: generation.Warn, Flags: []generation.Flag{flag},
		},
		`{"decision":"BLOCKED","output":null,"risk_flags":[{"risk_class":"tone","severity":"low"}]}`: {
			Safety: generation.Fail, Flags: []generation.Flag{flag},
		},
		`{"decision":"BLOCKED",` + content + `}`:                                {Safety: generation.Fail},
		`{"decision":"ALLOWED",` + content + `,"safety":{"status":"fail"}}`:     {Safety: generation.Fail},
		`{"decision":"ALLOWED",` + content + `,"safety":{"status":"warn"}}`:     warned("warning"),
		`{"decision":"TRANSFORMED",` + content + `,"safety":{"status":"pass"}}`: warned("transformed"),
		`{` + content + `,"safety":{"status":"pass","risk_flags":[]}}`:          {Content: "Do this.", Safety: generation.Pass},
		`{` + content + `,"safety":{"status":"pass","risk_flags":[{"risk_class":"tone","severity":"low"}]}}`: {
			Content: "Do this.", Safety: generation.Warn, Flags: []generation.Flag{flag},
		},
	} {
		got, err := clientOf(&gateway{body: body}).GenerateText(t.Context(), request())
		require.NoError(t, err, body)
		require.Equal(t, want, got, body)
	}
}

func TestAReplyThatIsNotTheContractsIsNoText(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`{"risk_class":"a","severity":"b"},`, 20) + `{"risk_class":"a","severity":"b"}`
	for _, body := range []string{
		"<html>planted", "", "[]", "null", "{}", `{"output":{"content":"planted"}}`, `{"decision":"planted","output":{"content":"x"}}`,
		`{"decision":"allowed","output":{"content":"x"}}`, `{"decision":"ALLOWED"}`, `{"decision":"ALLOWED","output":null}`,
		`{"decision":"ALLOWED","output":{}}`, `{"decision":"ALLOWED","output":"planted"}`, `{"decision":"ALLOWED","output":{"content":7}}`,
		`{"decision":"ALLOWED","output":{"content":"x"},"safety":{"status":"planted"}}`,
		`{"decision":"planted","output":{"content":"x"},"safety":{"status":"pass"}}`,
		`{"decision":"ALLOWED","output":{"content":"x"},"risk_flags":[{"risk_class":"planted text","severity":"low"}]}`,
		`{"decision":"ALLOWED","output":{"content":"x"},"risk_flags":[{"risk_class":"tone"}]}`,
		`{"decision":"ALLOWED","output":{"content":"x"},"risk_flags":[` + many + `]}`,
		`{"decision":"ALLOWED","output":{"content":"` + "\xff" + `"}}`,
	} {
		got, err := clientOf(&gateway{body: body}).GenerateText(t.Context(), request())
		require.True(t, fault.Is(err, fault.Unavailable), "%s: %v", body, err)
		require.Equal(t, generation.Text{}, got, body)
		require.NotContains(t, err.Error(), "planted", body)
	}
}

func TestWhoRefusesWorksAndWhoFailsDoesNot(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{
		400: fault.Invalid, 401: fault.Invalid, 408: fault.Invalid, 422: fault.Invalid, 429: fault.Invalid,
		500: fault.Unavailable, 503: fault.Unavailable, 204: fault.Unavailable, 302: fault.Unavailable,
	} {
		_, err := clientOf(&gateway{status: map[string]int{"/v1/llm/generate": status}, body: allowed}).GenerateText(t.Context(), request())
		require.True(t, fault.Is(err, kind), "%d: %v", status, err)
	}
	away := errors.New("away")
	_, err := clientOf(&gateway{err: away}).GenerateText(t.Context(), request())
	require.True(t, fault.Is(err, fault.Unavailable))
	require.ErrorIs(t, err, away)
}

func FuzzAReplyIsATextOrNone(f *testing.F) {
	f.Add(allowed)
	f.Add(`{"decision":"BLOCKED"}`)
	f.Fuzz(func(t *testing.T, body string) {
		got, err := clientOf(&gateway{body: body}).GenerateText(t.Context(), request())
		if err != nil {
			require.Equal(t, generation.Text{}, got)
			return
		}
		require.Contains(t, []generation.Safety{generation.Pass, generation.Warn, generation.Fail}, got.Safety)
		require.Equal(t, got.Safety == generation.Fail, got.Safety == generation.Fail && got.Content == "")
	})
}
