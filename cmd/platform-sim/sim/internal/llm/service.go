// Package llm stands in for the LLM gateway (downstream.md, LLM gateway): it writes what it was told to, and else a sentence
// that says how long the prompt was.
package llm

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

type service struct {
	mu sync.Mutex
	// told is the next answers' but for their id; nil for the default.
	told *answer
	// chatOnly has the gateway serve the older path alone.
	chatOnly bool
}

// New returns the gateway.
func New() stage.Service {
	s := &service{}
	contract := http.NewServeMux()
	contract.HandleFunc("POST /v1/llm/generate", s.generate)
	contract.HandleFunc("POST /api/v1/llm/chat", s.write)
	contract.HandleFunc("/", reply.NotFound)
	return stage.Service{
		Name:     "llm",
		Contract: contract,
		Control: map[string]http.HandlerFunc{
			"PUT /_sim/llm/answer":    s.tell,
			"DELETE /_sim/llm/answer": s.forget,
		},
	}
}

// request is the contract's, each field of it and no other.
func request() schema.Table {
	return schema.Table{
		schema.Required("request_id", schema.IsUUID),
		schema.Required("schema_version", schema.IsOneOf("v1")),
		schema.Required("actor", schema.IsObject),
		schema.Required("actor.actor_id", schema.IsUUID), // a reference: nobody is named to a gateway
		schema.Required("actor.actor_type", schema.IsOneOf("human", "agent", "service")),
		schema.Required("actor.roles", schema.IsListOf(schema.IsName)),
		schema.Required("actor.capabilities", schema.IsListOf(schema.IsOneOf("llm.invoke"))),
		schema.Required("actor.scopes", schema.IsListOf(schema.IsOneOf("llm.chat"))),
		schema.Required("tenant", schema.IsObject),
		schema.Required("tenant.tenant_id", schema.IsName),
		schema.Required("tenant.region", schema.IsName),
		schema.Required("logical_model_id", schema.IsName),
		schema.Required("operation_type", schema.IsOneOf("chat")),
		schema.Required("sensitivity_level", schema.IsName),
		schema.Required("system_prompt_id", schema.IsName),
		schema.Required("user_prompt", schema.IsName),
		schema.Required("context_segments", schema.IsListOf(schema.IsText)),
		schema.Required("policy_snapshot_id", schema.IsName),
		schema.Required("policy_version_ids", schema.IsListOf(schema.IsName)),
		schema.Required("budget", schema.IsObject),
		schema.Required("budget.max_tokens", schema.IsInteger(1)),
		schema.Required("budget.timeout_ms", schema.IsInteger(1)),
		schema.Required("budget.priority", schema.IsName),
		schema.Required("dry_run", schema.IsBool),
	}
}

func (s *service) generate(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	elsewhere := s.chatOnly
	s.mu.Unlock()
	if elsewhere {
		reply.NotFound(w, r)
		return
	}
	s.write(w, r)
}

func (s *service) write(w http.ResponseWriter, r *http.Request) {
	prompt, err := promptOf(r)
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	s.mu.Lock()
	made := answer{Decision: "ALLOWED", Output: &output{
		Content: fmt.Sprintf("Written from %d characters.", utf8.RuneCountInString(prompt)),
	}}
	if s.told != nil {
		made = *s.told
	}
	s.mu.Unlock()
	made.ResponseID = rand.Text()
	reply.JSON(w, http.StatusOK, made)
}

func promptOf(r *http.Request) (string, error) {
	body, err := reply.Bounded(r)
	if err != nil {
		return "", err
	}
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		return "", reply.Malformed("the body must be a JSON object")
	}
	if wrong := request().CheckExactly(object); len(wrong) > 0 {
		return "", reply.Invalid("INVALID", wrong...)
	}
	owner, _ := object["tenant"].(map[string]any)
	if owner["tenant_id"] != r.Header.Get("X-Tenant-ID") {
		return "", reply.ProblemError{
			Status: http.StatusForbidden, Code: "TENANT_MISMATCH", Detail: "X-Tenant-ID must be the tenant of the body",
		}
	}
	prompt, _ := object["user_prompt"].(string)
	return prompt, nil
}
