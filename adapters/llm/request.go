package llm

import (
	"cmp"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/ports"
)

// document is a request as the contract has it.
type document struct {
	RequestID        string     `json:"request_id"`
	SchemaVersion    string     `json:"schema_version"`
	Actor            actorEntry `json:"actor"`
	Tenant           tenantPart `json:"tenant"`
	LogicalModelID   string     `json:"logical_model_id"`
	OperationType    string     `json:"operation_type"`
	SensitivityLevel string     `json:"sensitivity_level"`
	SystemPromptID   string     `json:"system_prompt_id"`
	UserPrompt       string     `json:"user_prompt"`
	ContextSegments  []string   `json:"context_segments"`
	PolicySnapshotID string     `json:"policy_snapshot_id"`
	PolicyVersionIDs []string   `json:"policy_version_ids"`
	Budget           budget     `json:"budget"`
	DryRun           bool       `json:"dry_run"`
}

type actorEntry struct {
	// ActorID is the actor's reference: no person is named to a gateway.
	ActorID      string   `json:"actor_id"`
	ActorType    string   `json:"actor_type"`
	Roles        []string `json:"roles"`
	Capabilities []string `json:"capabilities"`
	Scopes       []string `json:"scopes"`
}

type tenantPart struct {
	TenantID string `json:"tenant_id"`
	Region   string `json:"region"`
}

type budget struct {
	MaxTokens int    `json:"max_tokens"`
	TimeoutMS int    `json:"timeout_ms"`
	Priority  string `json:"priority"`
}

// timeoutMS is what the gateway may take (downstream.md, LLM gateway).
const timeoutMS = 3000

func (c *Client) document(request ports.TextRequest) document {
	return document{
		RequestID: c.ids.Random().String(), SchemaVersion: "v1",
		Actor: actorEntry{
			ActorID: request.ActorRef.String(), ActorType: typeOf(request.ActorType), Roles: append([]string{}, request.Roles...),
			Capabilities: []string{"llm.invoke"}, Scopes: []string{"llm.chat"},
		},
		Tenant:         tenantPart{TenantID: string(request.TenantID), Region: cmp.Or(request.Region, c.settings.Region)},
		LogicalModelID: c.settings.Model, OperationType: "chat", SensitivityLevel: c.settings.Sensitivity,
		SystemPromptID: request.Prompt.SystemPromptID, UserPrompt: request.Prompt.Text, ContextSegments: []string{},
		PolicySnapshotID: request.Snapshot.ID, PolicyVersionIDs: append([]string{}, request.Snapshot.VersionIDs...),
		Budget: budget{MaxTokens: request.Prompt.MaxTokens, TimeoutMS: timeoutMS, Priority: "normal"},
	}
}

// typeOf answers the gateway's word for a type of actor.
func typeOf(kind actor.Type) string {
	if kind == actor.AIAgent {
		return "agent"
	}
	return string(kind)
}
